"""One request to a chat-completions server through the `openai` package, with our errors.

It knows the protocol and nothing of albums, and never tries again by itself. The key is in no
message, log or exception of ours.
"""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypedDict

import httpx2
import openai
from openai.types.chat import ChatCompletionMessageParam
from openai.types.chat.completion_create_params import ResponseFormat
from pydantic import BaseModel, ValidationError

from studio.errors import (
    BrokenReply,
    ContentRefused,
    InvalidProviderRequest,
    ProviderBalanceEmpty,
    ProviderError,
    ProviderKeyRefused,
    ProviderNotConfigured,
    ProviderRateLimited,
    ProviderUnavailable,
)
from studio.logs import get_logger, mask_secrets
from studio.providers.http.credentials import show_address
from studio.providers.llm.base import TokenUse
from studio.providers.preflight import pass_over
from studio.providers.retries import never_stop, read_retry_after_seconds
from studio.providers.whole_file import raise_if_stopped
from studio.settings import OpenAISettings

logger = get_logger(__name__)

DEFAULT_BASE_URL = "https://api.openai.com/v1"

_LONGEST_CONNECT_SECONDS = 10.0
_LARGEST_REPLY_BYTES = 4 * 1024 * 1024
_LONGEST_QUOTE = 200
_KEY_OF_KEYLESS_SERVERS = "none"
"""Local servers ask for no key, but the client insists on one."""
_QUOTA_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"})
_FILTER_CODES = frozenset({"content_filter", "content_policy_violation"})
_FORMAT_STATUSES = frozenset({400, 422, 501})
_LISTLESS_STATUSES = frozenset({403, 404, 405, 501})
"""Of servers that have no list of models, or do not show it to this key."""
_ABOUT_FORMAT = re.compile(r"response_?format|json_schema|json_object|structured.?output|schema", re.IGNORECASE)


class ResponseFormatRefused(InvalidProviderRequest):
    """The server does not take this `response_format`; a weaker one may do."""


class UnusableReply(BrokenReply):
    """The server answered, but not with a whole text; showing the model why may help.

    `content` is what there is of the text, and may be empty.
    """

    def __init__(self, problems: Sequence[str], content: str = "") -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)
        self.content = content


class _Part(BaseModel):
    type: str = ""
    text: str = ""


class _Message(BaseModel):
    content: str | list[_Part] | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    finish_reason: str | None = None
    message: _Message


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Reply(BaseModel):
    usage: _Usage | None = None
    """Local servers may leave it out."""
    choices: list[_Choice] | None = None
    error: object = None


class _ClientOptions(TypedDict):
    api_key: str
    base_url: str
    timeout: openai.Timeout
    max_retries: int


class ChatClient:
    """`model` at one base URL. Raises ProviderNotConfigured for a key or an address that cannot be right."""

    def __init__(self, settings: OpenAISettings, *, should_stop: Callable[[], bool] = never_stop) -> None:
        self.model = settings.model
        self.base_url = (settings.base_url or DEFAULT_BASE_URL).strip()
        self.shown_url = show_address(self.base_url, "OPENAI_BASE_URL", "http://localhost:11434/v1")
        self._key = settings.api_key.get_secret_value().strip() if settings.api_key else ""
        if not (self._key.isascii() and self._key.isprintable()) or " " in self._key:
            raise ProviderNotConfigured("OPENAI_API_KEY holds characters that no key has; copy the key again.")
        self.token_use = TokenUse()
        self._timeout_seconds = settings.timeout_seconds
        self._should_stop = should_stop

    def complete(self, messages: Iterable[ChatCompletionMessageParam], response_format: ResponseFormat | None) -> str:
        """The text of the first choice, not empty.

        Raises ResponseFormatRefused, UnusableReply, another ProviderError, or Stopped.
        """
        try:
            with (
                self._open(self._timeout_seconds) as client,
                client.chat.completions.with_streaming_response.create(
                    model=self.model,
                    messages=messages,
                    response_format=response_format if response_format is not None else openai.omit,
                ) as response,
            ):
                body = self._read_body(response.iter_bytes())
        except openai.APIStatusError as error:
            # Not chained: the client's own message quotes the server, which may quote the key.
            raise self._translate(error, asked_for_format=response_format is not None) from None
        except (openai.APITimeoutError, httpx2.TimeoutException):
            raise self._timed_out() from None
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            raise self._unreachable(error) from None
        return self._read_text(body)

    def check_key(self) -> None:
        """Raises ProviderKeyRefused where the server says that the key is wrong.

        Asking for the list of models costs nothing. A server that has none proves nothing, nor does one that is away
        just now, which is raised where somebody insists (`preflight`).
        """
        try:
            with self._open(_LONGEST_CONNECT_SECONDS) as client:
                client.models.with_raw_response.list()
        except openai.AuthenticationError:
            raise self._key_refused() from None
        except openai.APIStatusError as error:
            is_listless = error.status_code in _LISTLESS_STATUSES
            pass_over(self._listless() if is_listless else self._translate(error, asked_for_format=False))
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            pass_over(self._unreachable(error))

    def _open(self, timeout_seconds: float) -> openai.OpenAI:
        options = _ClientOptions(
            api_key=self._key or _KEY_OF_KEYLESS_SERVERS,
            base_url=self.base_url,
            timeout=openai.Timeout(timeout_seconds, connect=min(timeout_seconds, _LONGEST_CONNECT_SECONDS)),
            max_retries=0,
        )
        client = openai.OpenAI(**options)
        # The client fills these in from the environment, which only the settings may read.
        client.organization = client.project = None
        return client

    def _listless(self) -> InvalidProviderRequest:
        return InvalidProviderRequest(
            f"{self.shown_url} shows no list of models, so the key cannot be checked before an album; "
            "look whether OPENAI_BASE_URL ends as it should, usually in /v1."
        )

    def _unreachable(self, error: Exception) -> ProviderUnavailable:
        reason = type(error.__cause__ or error).__name__
        return ProviderUnavailable(
            f"{self.shown_url} cannot be reached ({reason}); check OPENAI_BASE_URL and the network."
        )

    def _key_refused(self) -> ProviderKeyRefused:
        return ProviderKeyRefused(f"{self.shown_url} refused the key; check OPENAI_API_KEY.")

    def _read_body(self, chunks: Iterable[bytes]) -> bytes:
        """All of it, within the timeout: the client's own limit starts anew with every piece."""
        deadline = time.monotonic() + self._timeout_seconds
        body = bytearray()
        for chunk in chunks:
            raise_if_stopped(self._should_stop)
            body += chunk
            if time.monotonic() > deadline:
                raise self._timed_out()
            if len(body) > _LARGEST_REPLY_BYTES:
                raise BrokenReply(f"{self.shown_url} answered far too much; check OPENAI_BASE_URL.")
        return bytes(body)

    def _read_text(self, body: bytes) -> str:
        try:
            reply = _Reply.model_validate_json(body)
        except ValidationError:
            what = "a web page" if body.lstrip().startswith(b"<") else "something"
            raise BrokenReply(
                f"{self.shown_url} answered {what} that is no chat completion; "
                "check OPENAI_BASE_URL, which usually ends in /v1."
            ) from None
        self._count(reply.usage or _Usage())
        if not reply.choices:
            if reply.error is not None:
                raise ProviderUnavailable(
                    f"{self.shown_url} could not answer: {self._quote(str(reply.error))}; try again later."
                )
            raise UnusableReply(["The reply holds no choices."])
        choice = reply.choices[0]
        content = choice.message.content or ""
        text = content if isinstance(content, str) else "".join(part.text for part in content)
        if choice.finish_reason == "length":
            raise UnusableReply(["The reply was cut off before its end; write shorter prompts."])
        if choice.finish_reason == "content_filter" or choice.message.refusal:
            said = f": {self._quote(choice.message.refusal)}" if choice.message.refusal else ""
            raise ContentRefused(f"The model {self.model} refused the album{said}; change the niche or mood.")
        if not text.strip():
            raise UnusableReply(["The reply is empty."])
        return text

    def _count(self, usage: _Usage) -> None:
        """What was answered is paid for, whether or not it can be used."""
        self.token_use = self.token_use.plus(usage.prompt_tokens, usage.completion_tokens)
        logger.info(
            "tokens_used",
            model=self.model,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
        )

    def _translate(self, error: openai.APIStatusError, *, asked_for_format: bool) -> ProviderError:
        status, where = error.status_code, self.shown_url
        said = self._quote(error.message)
        if error.request_id:
            said += f", request {self._quote(error.request_id)}"
        pause = read_retry_after_seconds(error.response.headers)
        if status == 401:
            return self._key_refused()
        if status == 402 or {error.code, error.type} & _QUOTA_CODES:
            return ProviderBalanceEmpty(f"The quota or balance at {where} is used up; top it up and run again.")
        if status == 403:
            return ProviderKeyRefused(
                f"The key may not use the model {self.model} at {where} ({said}); check its rights or OPENAI_MODEL."
            )
        if status == 404:
            return InvalidProviderRequest(
                f"{where} has no model {self.model}, or no chat completions at this address; "
                "check OPENAI_MODEL, and OPENAI_BASE_URL, which usually ends in /v1."
            )
        if status == 429:
            return ProviderRateLimited(
                f"{where} takes no more requests just now; try again later.", retry_after_seconds=pause
            )
        if error.code in _FILTER_CODES:
            return ContentRefused(f"{where} refused the album ({said}); change the niche or mood.")
        if asked_for_format and status in _FORMAT_STATUSES and _ABOUT_FORMAT.search(error.response.text):
            return ResponseFormatRefused(
                f"{where} does not take this response format ({said}); set OPENAI_RESPONSE_FORMAT=auto."
            )
        if status in (408, 409) or status >= 500:
            return ProviderUnavailable(
                f"{where} could not answer (status {status}: {said}); try again later.",
                retry_after_seconds=pause,
            )
        return InvalidProviderRequest(
            f"{where} refused the request (status {status}: {said}); check OPENAI_MODEL and OPENAI_BASE_URL."
        )

    def _timed_out(self) -> ProviderUnavailable:
        return ProviderUnavailable(
            f"{self.shown_url} did not answer within {self._timeout_seconds:g} s; "
            "try again later, or raise OPENAI_TIMEOUT_SECONDS for a slow model."
        )

    def _quote(self, text: str) -> str:
        """A server's words on one line, short, and without the key."""
        if self._key:
            text = text.replace(self._key, "***")
        line = " ".join(mask_secrets(text).split())
        return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"
