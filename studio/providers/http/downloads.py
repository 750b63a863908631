"""Fetching a finished piece from the link that a vendor gave: into a file, whole or not at all.

The link is somebody else's word. So it is fetched without any key, over http or https only, it never leads into a
private network, not by a redirect either, and what comes must not be too much, nor a web page.
"""

import atexit
import functools
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx2

from studio.errors import BrokenReply, ProviderUnavailable
from studio.logs import conceal
from studio.providers.http.client import CONNECT_SECONDS, USER_AGENT
from studio.providers.http.network import LimitedTransport, NetworkFault, PrivateAddress, limited
from studio.providers.http.pieces import PieceKind
from studio.providers.http.replies import Reply, UnreadableReply, Vendor
from studio.providers.retries import DEFAULT_POLICY, RetryPolicy, call_with_retries, read_retry_after_seconds
from studio.providers.whole_file import make_durable, whole_or_gone

_LONGEST_SILENCE_SECONDS = 60.0
_LONGEST_DOWNLOAD_SECONDS = 900.0
_MOST_REDIRECTS = 5
_SHORTEST_SIGNATURE = 16
"""Characters. Shorter values in a link's query are dates and names."""
_DEAD_STATUSES = frozenset({401, 403, 404, 410})


class DeadLink(BrokenReply):
    """The link opens nothing any more. What it led to may still be there under another one."""


def download(
    url: str,
    path: Path,
    kind: PieceKind,
    vendor: Vendor,
    *,
    should_stop: Callable[[], bool],
    allow_private_addresses: bool = False,
    policy: RetryPolicy = DEFAULT_POLICY,
) -> None:
    """Write what is at `url` to `path`, durably.

    Raises DeadLink, BrokenReply, ProviderUnavailable, NotEnoughDisk, or Stopped; then there is no file.
    """
    _conceal_link(url, kind, vendor)

    def attempt() -> None:
        client = _client(allow_private_addresses, os.getpid())
        with whole_or_gone(path), limited(_LONGEST_DOWNLOAD_SECONDS, should_stop):
            try:
                _fetch(client, url, path, kind, vendor)
            except NetworkFault as fault:
                raise ProviderUnavailable(
                    f"The finished {kind.name} of {vendor.label} could not be fetched "
                    f"({type(fault).__name__}); it is tried again later."
                ) from None
            except PrivateAddress:
                raise BrokenReply(
                    f"The link that {vendor.label} gave leads into a private network, where nothing is fetched from; "
                    "set PROVIDERS_ALLOW_PRIVATE_ADDRESSES=true if that server is your own."
                ) from None
            make_durable(path)

    call_with_retries(attempt, should_stop=should_stop, policy=policy)


def collect(
    wait: Callable[[], tuple[Reply, str]],
    path: Path,
    kind: PieceKind,
    vendor: Vendor,
    *,
    should_stop: Callable[[], bool],
    allow_private_addresses: bool,
    policy: RetryPolicy,
) -> Reply:
    """Fetch what `wait` gives the link of, at once; a link that died meanwhile is asked for once more.

    Returns the vendor's reply with the link. Raises what `wait` and `download` raise.
    """

    def fetch(link: str) -> None:
        download(
            link,
            path,
            kind,
            vendor,
            should_stop=should_stop,
            allow_private_addresses=allow_private_addresses,
            policy=policy,
        )

    reply, link = wait()
    try:
        fetch(link)
    except DeadLink:
        reply, renewed = wait()
        if renewed == link:
            raise
        fetch(renewed)
    return reply


def _conceal_link(url: str, kind: PieceKind, vendor: Vendor) -> None:
    """Raises BrokenReply where it is none."""
    try:
        parts = urlsplit(url)
        httpx2.URL(url)
    except (ValueError, httpx2.InvalidURL):
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise BrokenReply(f"{vendor.label} gave something that is no link for the finished {kind.name}.")
    signatures = [value for _, value in parse_qsl(parts.query) if len(value) >= _SHORTEST_SIGNATURE]
    conceal(url, parts.query, *signatures)


def _fetch(client: httpx2.Client, url: str, path: Path, kind: PieceKind, vendor: Vendor) -> None:
    timeout = httpx2.Timeout(_LONGEST_SILENCE_SECONDS, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS)
    with client.stream("GET", url, timeout=timeout) as response, path.open("wb") as file:
        _check_head(response, kind, vendor)
        size_bytes = 0
        for piece in response.iter_bytes():
            size_bytes += len(piece)
            kind.check_size(size_bytes, vendor)
            file.write(piece)
    if not size_bytes:
        raise UnreadableReply(f"{vendor.label} sent an empty file for the finished {kind.name}.")


def _check_head(response: httpx2.Response, kind: PieceKind, vendor: Vendor) -> None:
    status = response.status_code
    if status in _DEAD_STATUSES:
        raise DeadLink(
            f"The link to the finished {kind.name} of {vendor.label} opens nothing any more (status {status}); "
            "it was made, and probably charged. Look for it in your account, or re-make this item."
        )
    if status == 429 or status >= 500:
        raise ProviderUnavailable(
            f"The finished {kind.name} of {vendor.label} could not be fetched (status {status}); "
            "it is tried again later.",
            retry_after_seconds=read_retry_after_seconds(response.headers),
        )
    if status != 200:
        raise UnreadableReply(f"The link to the finished {kind.name} of {vendor.label} gave status {status}.")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    kind.check_type(media_type, vendor)


@functools.lru_cache(maxsize=4)
def _client(allow_private_addresses: bool, _process: int) -> httpx2.Client:
    client = httpx2.Client(
        transport=LimitedTransport(only_public=not allow_private_addresses),
        # A file that is packed on its way could unpack to more than there is room for.
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        follow_redirects=True,
        max_redirects=_MOST_REDIRECTS,
        trust_env=False,
    )
    atexit.register(client.close)
    return client
