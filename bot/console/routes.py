"""Every address of the console, with the permission that it needs."""

from __future__ import annotations

from aiohttp import web

from bot.console import (
    case_pages,
    entrance,
    evidence_pages,
    figure_pages,
    files,
    forwarded_pages,
    learning_pages,
    offices,
    sign_on_pages,
    talk_pages,
)
from bot.console.case_actions import ACTIONS
from bot.console.guard import add_route
from bot.console.keys import NEEDS
from bot.console.roles import Permission as P

TALK = r"{id:[\w.:-]{1,255}}"

CASE = r"{reference:[\w -]{1,40}}"

ROUTES = (
    ("GET", "", entrance.home, P.OWN_ACCOUNT, "home"),
    ("GET", "/static/{name}", files.static_file, P.OPEN, "console_static"),
    ("GET", "/sign-in", entrance.sign_in_page, P.OPEN, "sign_in"),
    ("POST", "/sign-in", entrance.sign_in, P.OPEN, None),
    ("GET", "/sign-on", sign_on_pages.begin, P.OPEN, "sign_on"),
    ("GET", "/sign-on/back", sign_on_pages.come_back, P.OPEN, "sign_on_back"),
    ("GET", "/join", entrance.join_page, P.OPEN, "join"),
    ("POST", "/join", entrance.join, P.OPEN, None),
    ("GET", "/enrol", entrance.enrol_page, P.ENROL, "enrol"),
    ("POST", "/enrol", entrance.enrol, P.ENROL, None),
    ("POST", "/sign-out", entrance.sign_out, P.OWN_ACCOUNT, "sign_out"),
    ("GET", "/account", entrance.own_account, P.OWN_ACCOUNT, "account"),
    (r"POST", r"/account/sessions/{id:\d{1,9}}/end", entrance.end_session, P.OWN_ACCOUNT, "end_session"),
    ("GET", "/conversations", talk_pages.list_page, P.READ_TALKS, "conversations"),
    ("GET", "/conversations/next", talk_pages.next_page, P.READ_TALKS, "next_conversation"),
    ("POST", "/conversations/views", talk_pages.save_view, P.READ_TALKS, "views"),
    ("GET", f"/conversations/{TALK}", talk_pages.talk_page, P.READ_TALKS, "conversation"),
    ("POST", f"/conversations/{TALK}", talk_pages.change, P.REVIEW_TALKS, None),
    ("POST", f"/conversations/{TALK}/unmask", talk_pages.unmask, P.UNMASK_TALKS, None),
    ("POST", f"/conversations/{TALK}/export", talk_pages.export, P.EXPORT_TALKS, None),
    ("GET", "/learning", learning_pages.learning_page, P.REVIEW_TALKS, "learning"),
    ("POST", "/learning", learning_pages.accept, P.REVIEW_TALKS, None),
    ("GET", "/learning/unsure", learning_pages.unsure_page, P.REVIEW_TALKS, "unsure"),
    ("POST", "/learning/export", learning_pages.export, P.REVIEW_TALKS, None),
    ("GET", "/cases", case_pages.queue_page, P.READ_CASES, "cases"),
    ("GET", "/cases/find", case_pages.find_case, P.READ_CASES, "find_case"),
    ("GET", "/cases/forwarded", forwarded_pages.forwarded_page, P.FORWARD, "forwarded"),
    ("POST", "/cases/forwarded", forwarded_pages.forwarded_take, P.FORWARD, None),
    ("GET", f"/cases/{CASE}", case_pages.case_page, P.READ_CASES, "case"),
    ("GET", rf"/cases/{CASE}/files/{{id:\w{{1,32}}}}", evidence_pages.evidence_file, P.READ_CASES, "evidence"),
    *(
        ("POST", f"/cases/{CASE}/{name}", case_pages.acting(name), action.needs, None)
        for name, action in ACTIONS.items()
    ),
    ("GET", "/figures", figure_pages.figures_page, P.READ_FIGURES, "figures"),
    ("GET", r"/figures/{name:\w{1,20}}.csv", figure_pages.figure_csv, P.READ_FIGURES, "figure_csv"),
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
