"""Connections that end: no wait outlasts its limit, a stop is noticed within half a second, and, where that is
asked for, no name leads into a private network.

The limits of a call hold for connecting, sending and reading together. The clients' own timeouts start anew with each
byte, so a server that drips could hold them for hours. Requests and answers are none of this module's business.
"""

import ipaddress
import logging
import socket
import ssl
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore2
import httpx2

from studio.providers.retries import never_stop
from studio.providers.whole_file import raise_if_stopped

for _name in ("httpx2", "httpcore2"):
    # They log whole addresses, those of signed links, too, and headers with the key.
    logging.getLogger(_name).setLevel(logging.WARNING)

_NAP_SECONDS = 0.5
"""How long a read goes on before it asks again whether to stop."""

NetworkFault = (
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
    httpcore2.ConnectionNotAvailable,
    httpx2.HTTPError,
)
"""All that can go wrong between us and a server."""
NotSent = (
    httpcore2.ConnectError,
    httpcore2.ConnectTimeout,
    httpcore2.PoolTimeout,
    httpcore2.UnsupportedProtocol,
    httpcore2.LocalProtocolError,
    httpx2.UnsupportedProtocol,
)
"""Those after which the server has certainly seen nothing of the request."""


class PrivateAddress(Exception):
    """The name leads to an address that is not public."""


@dataclass(frozen=True, slots=True)
class CallLimits:
    """When a call is to be over, by `time.monotonic`, and who may end it before."""

    deadline: float
    should_stop: Callable[[], bool] = never_stop

    def remaining_seconds(self, timeout: float | None) -> float:
        """Of this call, and of one wait within it."""
        left = self.deadline - time.monotonic()
        return left if timeout is None else min(left, timeout)


_limits: ContextVar[CallLimits] = ContextVar("limits")
_UNLIMITED = CallLimits(deadline=float("inf"))


@contextmanager
def limited(seconds: float, should_stop: Callable[[], bool] = never_stop) -> Generator[None]:
    """The calls of this block take `seconds` together at most, and raise Stopped once `should_stop` says so."""
    token = _limits.set(CallLimits(time.monotonic() + seconds, should_stop))
    try:
        yield
    finally:
        _limits.reset(token)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        limits = _limits.get(_UNLIMITED)
        over_at = time.monotonic() + limits.remaining_seconds(timeout)
        while (left := over_at - time.monotonic()) > 0:
            raise_if_stopped(limits.should_stop)
            try:
                return self._inner.read(max_bytes, timeout=min(left, _NAP_SECONDS))
            except httpcore2.ReadTimeout:
                continue
        raise httpcore2.ReadTimeout("the time for the answer is over")

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = _limits.get(_UNLIMITED).remaining_seconds(timeout)
        if left <= 0:
            raise httpcore2.WriteTimeout("the time for the request is over")
        self._inner.write(buffer, timeout=left)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _limits.get(_UNLIMITED).remaining_seconds(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, max(left, 0.001)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    """Connects to the very address that was looked at, so that a name cannot mean another one a moment later."""

    def __init__(self, *, only_public: bool) -> None:
        self._only_public = only_public
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        limits = _limits.get(_UNLIMITED)
        raise_if_stopped(limits.should_stop)
        fault: Exception = httpcore2.ConnectError("the name has no address")
        for address in self._addresses(host, port):
            left = limits.remaining_seconds(timeout)
            if left <= 0:
                raise httpcore2.ConnectTimeout("the time for connecting is over")
            try:
                return _Stream(self._inner.connect_tcp(address, port, left, local_address, socket_options))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                fault = error
        raise fault

    def _addresses(self, host: str, port: int) -> list[str]:
        """Each once, in the resolver's order. Raises PrivateAddress where one of them is not to be connected to."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(error) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if self._only_public and not all(is_public(address) for address in addresses):
            raise PrivateAddress(host)
        return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also behind IPv6 forms that carry an IPv4 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        carried = ip.ipv4_mapped or ip.sixtofour
        if carried is not None:
            return is_public(str(carried))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: the last four bytes are an IPv4 address."""


class _Body(httpx2.SyncByteStream):
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces

    def close(self) -> None:
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()


class LimitedTransport(httpx2.BaseTransport):
    """Speaks HTTP/1.1 over such connections. Raises what `NetworkFault` lists, PrivateAddress, or Stopped."""

    def __init__(self, *, only_public: bool = False, kept_connections: int = 20) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_connections=100,
            max_keepalive_connections=kept_connections,
            keepalive_expiry=30.0,
            network_backend=_Backend(only_public=only_public),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if not isinstance(request.stream, httpx2.SyncByteStream):
            raise TypeError("only synchronous requests are sent here")
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        if not isinstance(answer.stream, Iterable):
            raise TypeError("only synchronous answers are read here")
        return httpx2.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()
