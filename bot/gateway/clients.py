"""Which client a request comes from, for limits alone: never kept, never logged; and who may begin a talk now."""

from __future__ import annotations

import ipaddress

from aiohttp import web

from bot.gateway.keys import NETWORK_RATE, SETTINGS, START_RATE

_UNKNOWN = "unknown"
# Who has one address of such a network mostly has them all.
_NETWORK = {4: 32, 6: 64}


def client_of(request: web.Request) -> str:
    """The network of the client: what the last of our own proxies saw, if the request came through one."""
    address = _address(request.remote)
    proxies = request.app[SETTINGS].trusted_proxies
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        # Only what a proxy of ours has added is believed; what stands before it may be invented.
        if address is None or not any(address in proxy for proxy in proxies):
            break
        address = _address(hop.strip()) or address
    if address is None:
        return _UNKNOWN
    return str(ipaddress.ip_network((address, _NETWORK[address.version]), strict=False))


def wait_to_begin(request: web.Request) -> float:
    """Seconds until the client may begin a talk: 0.0 if now.

    One place alone cannot take up the beginnings of all. Its share is wide, as a library, a college or a prison may
    have one address. It is counted for addresses of the internet only: behind a proxy that is not set up as one of ours
    everybody seems to come from the same place.
    """
    client = client_of(request)
    is_known = client != _UNKNOWN and ipaddress.ip_network(client).is_global
    share = request.app[NETWORK_RATE].wait(client) if is_known else 0.0
    return share or request.app[START_RATE].wait("all")


def _address(text: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text or "")
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
