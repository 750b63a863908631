"""What stands before every route: who may talk to the studio at all, and what browsers may do with its answers.

It knows no route and no body.
"""

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.errors import NoAdminToken
from studio.settings import Settings, is_loopback

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-site",
    "Cache-Control": "no-store",
    # Nothing that is answered is a page, but for two routes, which say more themselves.
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'",
}


def refuse_strangers(scope: Scope, settings: Settings) -> None:
    """Without an admin token the studio is for its own machine: reached at a loopback address, and under its name.

    The name is looked at because a page of another site can have its own name point to this machine (DNS rebinding);
    browsers then take the studio for a part of that site. Raises NoAdminToken.
    """
    if settings.admin.token is not None:
        return
    reached_at = (scope.get("server") or ("",))[0]
    if _is_address_elsewhere(reached_at):
        raise NoAdminToken(
            "This studio has no ADMIN_TOKEN, so it answers on its own machine only; set ADMIN_TOKEN and start it again."
        )
    headers = Headers(scope=scope)
    known = {urlsplit(origin).hostname for origin in settings.api.cors_origins}
    # The page's server, and other proxies, name themselves in Host and what the browser asked for beside it.
    for host in (headers.get("host"), headers.get("x-forwarded-host")):
        if host and not is_loopback(name := _name_in(host)) and name not in known:
            raise NoAdminToken(
                "This studio has no ADMIN_TOKEN, so it answers under the names of its own machine only, such as "
                "localhost; set ADMIN_TOKEN, or name this site in API_CORS_ORIGINS."
            )


def _is_address_elsewhere(host: str) -> bool:
    """A server on a Unix socket names its path, which is no address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not is_loopback(host)


def _name_in(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or host
    except ValueError:
        return host


class SafeAnswers:
    """Adds the headers that keep browsers from guessing, framing, keeping and running what is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_safely)
