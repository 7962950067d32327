"""Every address of the console, with the permission that it needs."""

from __future__ import annotations

from aiohttp import web

from bot.console import entrance, files, offices
from bot.console.guard import add_route
from bot.console.keys import NEEDS
from bot.console.roles import Permission as P

ROUTES = (
    ("GET", "", entrance.home, P.OWN_ACCOUNT, "home"),
    ("GET", "/static/{name}", files.static_file, P.OPEN, "console_static"),
    ("GET", "/sign-in", entrance.sign_in_page, P.OPEN, "sign_in"),
    ("POST", "/sign-in", entrance.sign_in, P.OPEN, None),
    ("GET", "/join", entrance.join_page, P.OPEN, "join"),
    ("POST", "/join", entrance.join, P.OPEN, None),
    ("GET", "/enrol", entrance.enrol_page, P.ENROL, "enrol"),
    ("POST", "/enrol", entrance.enrol, P.ENROL, None),
    ("POST", "/sign-out", entrance.sign_out, P.OWN_ACCOUNT, "sign_out"),
    ("GET", "/account", entrance.own_account, P.OWN_ACCOUNT, "account"),
    (r"POST", r"/account/sessions/{id:\d{1,9}}/end", entrance.end_session, P.OWN_ACCOUNT, "end_session"),
    ("GET", "/accounts", offices.staff_page, P.MANAGE_STAFF, "staff"),
    ("POST", "/accounts", offices.staff_change, P.MANAGE_STAFF, None),
    ("GET", "/audit", offices.audit_page, P.READ_AUDIT, "audit"),
    ("POST", "/audit/verify", offices.audit_verify, P.READ_AUDIT, "audit_verify"),
)


def add_routes(app: web.Application) -> None:
    """Connect addresses, handlers and permissions."""
    needs: dict[web.AbstractRoute, P] = {}
    for method, path, handler, permission, name in ROUTES:
        add_route(app, needs, method, path, handler, permission, name)
    app[NEEDS] = needs
