"""One client for all vendors' adapters. It tells three kinds of request apart by what may be done when they fail:

- a **read** is repeated freely;
- a **create** costs money. The ledger hears of it before it is sent, and it is repeated only where it was certainly
  refused; where the answer is lost, SubmissionUnknown goes up and nothing is sent again;
- a **download** (`downloads.py`) follows somebody else's link, so it brings no key along and stays outside.

Errors are the studio's own, with the vendor's words and its number of the request, and without keys or signed links.
"""

import atexit
import functools
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import httpx2

from studio.errors import BrokenReply, ProviderError, ProviderUnavailable, SubmissionUnknown
from studio.logs import conceal
from studio.providers.generation import Submission
from studio.providers.http.credentials import show_address
from studio.providers.http.network import LimitedTransport, NetworkFault, NotSent, limited
from studio.providers.http.pieces import PieceKind
from studio.providers.http.replies import Reply, Shape, Vendor, explain_status, parse_reply, sentence
from studio.providers.retries import DEFAULT_POLICY, RetryPolicy, call_with_retries, never_stop
from studio.providers.whole_file import raise_if_stopped

Explain = Callable[[Reply], ProviderError | None]
"""A vendor's own meaning of an error reply, or None for the common one."""

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
USER_AGENT = "background-channel-studio"

_LARGEST_REPLY_BYTES = 4 * 1024 * 1024
_SENT_WITHOUT_A_VERDICT = frozenset({408, 499})
"""A gateway's words for "nobody answered in time": behind it, the request may have been taken."""


@dataclass(frozen=True, slots=True)
class CreateRequest:
    """A request that costs money, as data: what is sent, and what the evidence of it is made from."""

    path: str
    json: Mapping[str, object] | None = None
    form: Mapping[str, str] | None = None
    """Sent as multipart/form-data."""
    params: Mapping[str, str] | None = None

    @property
    def sha256(self) -> str:
        """Digest of path and content. Credentials are no part of it."""
        parts = [self.path, dict(self.params or {}), dict(self.json or {}), dict(self.form or {})]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class TooMuch(Exception):
    """The answer is larger than anything that is expected here."""


class VendorClient:
    """One vendor's API under one address. Connections are shared by all clients of the process.

    Raises ProviderNotConfigured for an address that is none.
    """

    def __init__(
        self,
        vendor: Vendor,
        base_url: str,
        *,
        headers: Mapping[str, str],
        secrets: Iterable[str] = (),
        explain: Explain = lambda _reply: None,
        is_free_failure: Callable[[Reply], bool] = lambda _reply: False,
        policy: RetryPolicy = DEFAULT_POLICY,
    ) -> None:
        """`is_free_failure` tells the 5xx replies after which, by the vendor's documents, nothing was charged."""
        show_address(base_url, vendor.base_url_setting, "https://api.example.com")
        conceal(*secrets)
        self.vendor = vendor
        self.policy = policy
        self._base_url = base_url.rstrip("/")
        self._headers = dict(headers)
        self._explain = explain
        self._is_free_failure = is_free_failure

    def read(
        self,
        path: str,
        shape: type[Shape],
        *,
        method: str = "GET",
        json: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        should_stop: Callable[[], bool] = never_stop,
        limit_seconds: float = READ_SECONDS,
        policy: RetryPolicy | None = None,
    ) -> tuple[Reply, Shape]:
        """A successful reply to what costs nothing, and its value. Raises a ProviderError, or Stopped."""

        def attempt() -> tuple[Reply, Shape]:
            reply = self._read_once(method, path, json, headers, _LARGEST_REPLY_BYTES, limit_seconds, should_stop)
            return reply, parse_reply(self.vendor, reply, shape)

        return call_with_retries(attempt, should_stop=should_stop, policy=policy or self.policy)

    def read_piece(
        self,
        path: str,
        kind: PieceKind,
        *,
        headers: Mapping[str, str],
        should_stop: Callable[[], bool],
        limit_seconds: float = READ_SECONDS,
    ) -> Reply:
        """A successful reply that is the piece itself, where its status is 200. Raises a ProviderError, or Stopped."""

        def attempt() -> Reply:
            reply = self._read_once("GET", path, None, headers, kind.largest_bytes, limit_seconds, should_stop)
            if reply.status == 200:
                kind.check_type(reply.media_type, self.vendor)
            return reply

        return call_with_retries(attempt, should_stop=should_stop, policy=self.policy)

    def _read_once(
        self,
        method: str,
        path: str,
        json: Mapping[str, object] | None,
        headers: Mapping[str, str] | None,
        largest_bytes: int,
        limit_seconds: float,
        should_stop: Callable[[], bool],
    ) -> Reply:
        try:
            reply = self._send(
                _client("reads", os.getpid()),
                method,
                path,
                content=_Content(json=json),
                headers=headers,
                largest_bytes=largest_bytes,
                limit_seconds=limit_seconds,
                should_stop=should_stop,
            )
        except NetworkFault as fault:
            raise self._unreachable(fault, limit_seconds) from None
        except TooMuch:
            raise BrokenReply(f"{self.vendor.label} answered far more than it should.") from None
        if not reply.is_success:
            raise self.error(reply)
        return reply

    def create(
        self,
        request: CreateRequest,
        submission: Submission,
        *,
        headers: Mapping[str, str] | None = None,
        largest_bytes: int = _LARGEST_REPLY_BYTES,
        should_stop: Callable[[], bool] = never_stop,
        is_heeded: bool = False,
        limit_seconds: float = READ_SECONDS,
    ) -> Reply:
        """Send what costs money, and return the successful reply, which the caller hands to `submission.accept`.

        `is_heeded` lets a stop end the wait for the answer, too: right where the answer is the piece itself and takes
        minutes. Else the answer, which brings the vendor's id, is waited for.

        Raises SubmissionUnknown where nobody knows whether it was taken, another ProviderError where it certainly was
        not, or Stopped.
        """

        def attempt() -> Reply:
            raise_if_stopped(should_stop)
            submission.intend()
            try:
                reply = self._send(
                    # Each on a connection of its own: one that idled may be closed just when the request is written.
                    _client("creates", os.getpid()),
                    "POST",
                    request.path,
                    content=_Content(request.json, request.form, request.params),
                    headers=headers,
                    largest_bytes=largest_bytes,
                    limit_seconds=limit_seconds,
                    should_stop=should_stop if is_heeded else never_stop,
                )
            except NotSent as fault:
                submission.refuse(f"not sent: {_reason(fault)}")
                raise self._unreachable(fault, limit_seconds) from None
            except (TooMuch, *NetworkFault) as fault:
                raise self.unknown(_reason(fault)) from None
            if reply.is_success:
                return reply
            error = self.error(reply)
            if not self._was_certainly_refused(reply):
                raise self.unknown(f"status {reply.status}: {reply.words()}", reply)
            submission.refuse(error.message)
            raise error

        return call_with_retries(attempt, should_stop=should_stop, policy=self.policy)

    def take_piece(self, reply: Reply, kind: PieceKind, submission: Submission) -> str:
        """Accept a successful reply to a create that is the piece itself, and name it for the ledger.

        Raises SubmissionUnknown where it is something else.
        """
        try:
            kind.check_type(reply.media_type, self.vendor)
        except BrokenReply as error:
            raise self.unknown(error.message.rstrip("."), reply) from None
        piece_id = reply.request_id or f"sha256:{hashlib.sha256(reply.body).hexdigest()}"
        submission.accept(piece_id)
        return piece_id

    def refuse_to_take_up(self, submission: Submission) -> None:
        """For a vendor that can name a request but not show its result again.

        Raises SubmissionUnknown where an earlier request was answered, and its piece lost on the way to the disk.
        """
        if submission.provider_job_id is not None:
            raise SubmissionUnknown(
                f"{self.vendor.label} answered an earlier request for this item, its piece was lost before it was "
                f"kept, and it cannot be asked for again; it may already be charged. Look at your account at "
                f"{self.vendor.account_page}, then re-make this item."
            )

    def parse_accepted(self, reply: Reply, shape: type[Shape]) -> Shape:
        """The reply to a create. Raises SubmissionUnknown where it, and with it the vendor's id, is unreadable."""
        try:
            return parse_reply(self.vendor, reply, shape)
        except BrokenReply:
            raise self.unknown(f"it cannot be read: {reply.words()}", reply) from None

    def error(self, reply: Reply) -> ProviderError:
        """What an error reply means."""
        return self._explain(reply) or explain_status(self.vendor, reply)

    def unknown(self, reason: str, reply: Reply | None = None) -> SubmissionUnknown:
        text = (
            f"A request to {self.vendor.label} was sent and its answer was lost ({reason}), so it may already be "
            f"charged; look at your account at {self.vendor.account_page}, then re-make this item"
        )
        return SubmissionUnknown(f"{text}." if reply is None else sentence(text, reply))

    def _was_certainly_refused(self, reply: Reply) -> bool:
        if reply.status >= 500:
            return self._is_free_failure(reply)
        return reply.status not in _SENT_WITHOUT_A_VERDICT

    def _unreachable(self, fault: BaseException, limit_seconds: float) -> ProviderUnavailable:
        if isinstance(fault, TimeoutError) or "Timeout" in type(fault).__name__:
            said = f"did not answer within {limit_seconds:g} s; it is tried again later"
        else:
            said = f"cannot be reached ({_reason(fault)}); check the network and {self.vendor.base_url_setting}"
        return ProviderUnavailable(f"{self.vendor.label} {said}.")

    def _send(
        self,
        client: httpx2.Client,
        method: str,
        path: str,
        *,
        content: "_Content",
        headers: Mapping[str, str] | None,
        largest_bytes: int,
        limit_seconds: float,
        should_stop: Callable[[], bool],
    ) -> Reply:
        """Raises NetworkFault, TooMuch or Stopped."""
        with (
            limited(limit_seconds, should_stop),
            client.stream(
                method,
                f"{self._base_url}{path}",
                headers={**self._headers, **(headers or {})},
                params=content.params,
                json=content.json,
                files=None if content.form is None else {name: (None, text) for name, text in content.form.items()},
                timeout=httpx2.Timeout(limit_seconds, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
            ) as response,
        ):
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > largest_bytes:
                    raise TooMuch
            return Reply(response.status_code, response.headers, bytes(body))


@dataclass(frozen=True, slots=True)
class _Content:
    json: Mapping[str, object] | None = None
    form: Mapping[str, str] | None = None
    params: Mapping[str, str] | None = None


def _reason(fault: BaseException) -> str:
    """Of what class the fault is; its own message may quote the address."""
    return type(fault).__name__


@functools.lru_cache(maxsize=4)
def _client(purpose: str, _process: int) -> httpx2.Client:
    """Never shared over a fork: two processes would read from one connection."""
    client = httpx2.Client(
        transport=LimitedTransport(kept_connections=0 if purpose == "creates" else 20),
        headers={"User-Agent": USER_AGENT},
        trust_env=False,
    )
    atexit.register(client.close)
    return client
