"""Every address of the public edge."""

from __future__ import annotations

from aiohttp import web

from bot.gateway import health, pages, socket


def add_routes(app: web.Application) -> None:
    """Connect addresses and handlers."""
    app.add_routes(
        [
            web.get("/", pages.demo_page, name="demo"),
            web.get("/chat", pages.chat_page, name="chat"),
            web.post("/chat/session", pages.begin_session, name="session"),
            web.get("/chat/socket", socket.chat_socket, name="socket"),
            web.get("/widget.js", pages.widget_script, name="widget"),
            web.get("/healthz", health.healthz, name="healthz"),
            web.get("/metrics", health.metrics, name="metrics"),
            web.static("/static/", pages.STATIC, name="static"),
        ]
    )
