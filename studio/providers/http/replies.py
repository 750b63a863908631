"""A vendor's answer as a value, its words for people, and the error that its status means everywhere.

What only one vendor means by a status or a code is for that vendor's own module to say.
"""

import json
import re
from dataclasses import dataclass
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from studio.errors import (
    BrokenReply,
    ContentRefused,
    InvalidProviderRequest,
    ProviderBalanceEmpty,
    ProviderError,
    ProviderKeyRefused,
    ProviderRateLimited,
    ProviderUnavailable,
)
from studio.logs import mask_secrets
from studio.providers.retries import read_retry_after_seconds

_LONGEST_QUOTE = 200
_MOST_LOOKED_AT = 4000
"""Characters of an answer that are searched for secrets, and for words to quote."""
_WORDS_STAND_UNDER = ("message", "msg", "detail", "error", "errors", "error_description", "title", "status", "name")
_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-amzn-requestid", "x-goog-request-id", "cf-ray")
_REQUEST_ID = re.compile(r"[\w.:/-]{1,80}")
_DEEPEST = 5


class Lenient(BaseModel):
    """A reply's shape: what we do not know is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor's names, for sentences."""

    label: str
    key_setting: str
    base_url_setting: str
    account_page: str
    """Where the person looks after balance and plan."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered, whole."""

    status: int
    headers: httpx2.Headers
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def request_id(self) -> str | None:
        found = (self.headers.get(name) for name in _REQUEST_ID_HEADERS)
        return next((text for text in found if text and _REQUEST_ID.fullmatch(text)), None)

    @property
    def retry_after_seconds(self) -> float | None:
        return read_retry_after_seconds(self.headers)

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def value(self) -> object:
        """The JSON value, or None where there is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def words(self) -> str:
        """What it says to people, on one short line and without secrets."""
        value = self.value()
        found = None if value is None else _find_words(value, _DEEPEST)
        if found:
            return quote(found)
        text = self.body[:_MOST_LOOKED_AT].decode("utf-8", "replace").strip()
        if text.startswith("<"):
            return "a web page"
        return quote(text) if value is None and text else "nothing to go by"


class UnreadableReply(BrokenReply):
    """An answer to something that costs nothing: it may be readable the next time, and what was paid for is kept."""

    retryable = True


def quote(text: str) -> str:
    """Somebody else's words on one line, short, and without secrets."""
    line = " ".join(mask_secrets(text[:_MOST_LOOKED_AT]).split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def parse_reply(vendor: Vendor, reply: Reply, shape: type[Shape]) -> Shape:
    """Raises UnreadableReply where the reply has not the shape."""
    try:
        return shape.model_validate_json(reply.body)
    except ValidationError:
        raise UnreadableReply(
            sentence(
                f"{vendor.label} answered something that cannot be read ({reply.words()}); "
                f"it is tried again; where that goes on, check {vendor.base_url_setting}",
                reply,
            )
        ) from None


def sentence(text: str, reply: Reply) -> str:
    """`text` with the vendor's number of the request, which their support asks for."""
    return f"{text} (request {reply.request_id})." if reply.request_id else f"{text}."


def explain_status(vendor: Vendor, reply: Reply) -> ProviderError:
    """What a status means where the vendor's own module says nothing else."""
    label, status, said = vendor.label, reply.status, reply.words()
    if status == 401:
        return ProviderKeyRefused(sentence(f"{label} refused the key; check {vendor.key_setting}", reply))
    if status == 402:
        return balance_empty(vendor, reply)
    if status == 403:
        return ProviderKeyRefused(
            sentence(f"{label} does not allow this ({said}); check the plan, and {vendor.key_setting}", reply)
        )
    if status == 429:
        return ProviderRateLimited(
            sentence(f"{label} takes no more requests just now ({said}); it is tried again later", reply),
            retry_after_seconds=reply.retry_after_seconds,
        )
    if status >= 500 or status == 408:
        return ProviderUnavailable(
            sentence(f"{label} could not answer (status {status}: {said}); it is tried again later", reply),
            retry_after_seconds=reply.retry_after_seconds,
        )
    if status < 400 or status == 404:
        return InvalidProviderRequest(
            sentence(f"{label} has nothing at this address (status {status}); check {vendor.base_url_setting}", reply)
        )
    return invalid_request(vendor, reply)


def balance_empty(vendor: Vendor, reply: Reply) -> ProviderBalanceEmpty:
    return ProviderBalanceEmpty(
        sentence(
            f"The balance or quota at {vendor.label} is used up ({reply.words()}); "
            f"top it up at {vendor.account_page} and run the stage again",
            reply,
        )
    )


def content_refused(vendor: Vendor, reply: Reply, *, hint: str = "") -> ContentRefused:
    """`hint` is the vendor's proposal of other words, which is shown and never sent by itself."""
    proposal = f" It proposes: {quote(hint)}" if hint else ""
    return ContentRefused(
        sentence(f"{vendor.label} does not make this ({reply.words()}); change the prompt", reply) + proposal
    )


def invalid_request(vendor: Vendor, reply: Reply) -> InvalidProviderRequest:
    return InvalidProviderRequest(
        sentence(
            f"{vendor.label} refused the form of the request (status {reply.status}: {reply.words()}); "
            f"check the settings of {vendor.label}",
            reply,
        )
    )


def _find_words(value: object, depth: int) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if depth == 0:
        return None
    if isinstance(value, list):
        found = [words for item in value[:3] if (words := _find_words(item, depth - 1))]
        return "; ".join(found) or None
    if isinstance(value, dict):
        found_under = (_find_words(value.get(name), depth - 1) for name in _WORDS_STAND_UNDER)
        return next((words for words in found_under if words), None)
    return None
