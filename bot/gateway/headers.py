"""What every response tells the browser not to do."""

from __future__ import annotations

from aiohttp import web

from bot.gateway.sessions import is_secure

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Server": "candour",
}
FRAMED_BY: web.ResponseKey[tuple[str, ...]] = web.ResponseKey("framed_by", tuple)
"""The key under which a response names the origins, other than our own, whose pages may show it in a frame."""


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal `on_response_prepare`: reaches every response, files and refusals and WebSocket handshakes too."""
    for name, value in (HEADERS | _framing(response)).items():
        if name == "Server":
            response.headers[name] = value  # aiohttp has put its own name and version there
        else:
            response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if is_secure(request):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def _framing(response: web.StreamResponse) -> dict[str, str]:
    """Who may show the response in a frame: nobody, unless it names them; `'self'` is our own pages."""
    origins = response.get(FRAMED_BY)
    if origins is None:
        return {
            "Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'",
            "X-Frame-Options": "DENY",
        }
    ancestors = " ".join(["'self'", *origins])
    framing = {"Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-ancestors {ancestors}"}
    if not origins:
        return framing | {"X-Frame-Options": "SAMEORIGIN"}
    # X-Frame-Options knows no list of origins. A page that isolates itself may frame only what says that it may.
    return framing | {"Cross-Origin-Resource-Policy": "cross-origin"}
