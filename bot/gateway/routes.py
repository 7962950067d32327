"""Every address of the public edge."""

from __future__ import annotations

from aiohttp import web

from bot.gateway import (
    access,
    complain,
    copies,
    forwarded,
    health,
    leaving,
    pages,
    plain_access,
    plain_files,
    socket,
    uploads,
)


def add_routes(app: web.Application) -> None:
    """Connect addresses and handlers."""
    app.add_routes(
        [
            web.get("/", pages.demo_page, name="demo"),
            web.get("/chat", pages.chat_page, name="chat"),
            web.post("/chat/session", pages.begin_session, name="session"),
            web.get("/chat/socket", socket.chat_socket, name="socket"),
            web.post("/chat/end", leaving.end_session, name="end"),
            web.get("/complain", complain.complain_page, name="complain"),
            web.post("/complain", complain.complain, name="answer"),
            web.get("/complain/files", plain_files.files_page, name="files"),
            web.post("/complain/files", plain_files.change_files, name="change_files"),
            web.get("/chat/evidence", uploads.list_files, name="evidence"),
            web.post("/chat/evidence", uploads.add_file, name="add_evidence"),
            web.post("/chat/evidence/{id}/remove", uploads.remove_file, name="remove_evidence"),
            web.get("/chat/copy", copies.copy_page, name="copy"),
            web.get("/chat/copy.html", copies.copy_to_save, name="copy_to_save"),
            web.get("/chat/copy.txt", copies.copy_as_text, name="copy_as_text"),
            web.get("/leave", leaving.leave, name="leave"),
            web.post("/chat/status", access.open_case, name="status"),
            web.post("/chat/code", access.give_code, name="code"),
            web.post("/chat/code/link", access.send_link, name="code_link"),
            web.post("/chat/resume", access.resume_talk, name="resume"),
            web.get("/status", plain_access.status_page, name="status_page"),
            web.post("/status", plain_access.open_status, name="open_status"),
            web.post("/complain/code", plain_access.show_code, name="show_code"),
            web.get("/code", access.link_page, name="link_page"),
            web.post("/code", access.use_link, name="use_link"),
            web.get("/widget.js", pages.widget_script, name="widget"),
            web.get("/api/openapi.json", forwarded.description, name="api_description"),
            web.post("/api/forwarded", forwarded.take, name="forwarded"),
            web.get("/healthz", health.healthz, name="healthz"),
            web.get("/metrics", health.metrics, name="metrics"),
            web.static("/static/", pages.STATIC, name="static"),
        ]
    )
