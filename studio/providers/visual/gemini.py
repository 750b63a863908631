"""Pictures by Google's Gemini models (Nano Banana): https://ai.google.dev/gemini-api/docs/image-generation

The answer to the one request holds the picture. There is nothing to look at again: where the answer is lost, only the
person can repeat it. An answer may well be all right and hold no picture; what then blocked it is told apart.
"""

import base64
import binascii
import datetime
import hashlib
import re
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import Field, ValidationError, model_validator

from studio.errors import (
    BrokenReply,
    ContentRefused,
    InvalidProviderRequest,
    ProviderError,
    ProviderKeyRefused,
    ProviderModelRetired,
    ProviderRateLimited,
)
from studio.providers.facts import Evidence, Rights
from studio.providers.generation import GenerationContext
from studio.providers.http.client import CreateRequest, VendorClient
from studio.providers.http.credentials import read_key
from studio.providers.http.replies import Lenient, Reply, Vendor, balance_empty, sentence
from studio.providers.http.replies import quote as quote_words
from studio.providers.preflight import LOOK_SECONDS, ONCE, look_once
from studio.providers.prompts import fit_prompt
from studio.providers.retries import DEFAULT_POLICY, RetryPolicy
from studio.providers.visual.arrival import WORDLESS, settle_picture
from studio.providers.visual.base import GeneratedVisual, VisualCapabilities
from studio.providers.whole_file import raise_if_stopped, write_durably
from studio.settings import GeminiSettings, ProvidersSettings

VENDOR = Vendor("Gemini", "GEMINI_API_KEY", "GEMINI_BASE_URL", "https://aistudio.google.com")

LONGEST_PROMPT = 4000
"""Characters. No limit is documented; this is more than a prompt of ours has."""

_SIZES = {"1K": (1376, 768), "2K": (2752, 1536), "4K": (5504, 3072)}
"""Pixels at 16:9, which is not quite that: 1.79."""
_SIZELESS_MODELS = {"gemini-2.5-flash-image": (1344, 768)}
"""They make one size and refuse to be told one."""
_SMALL_MODELS = frozenset({"gemini-3.1-flash-lite-image"})
"""1K only."""
_SHUT_DOWN = {
    "gemini-3-pro-image-preview": "25 June 2026",
    "gemini-3.1-flash-image-preview": "25 June 2026",
}
_RETIRED_FAMILY = "imagen-4"
_BEST_MODEL = "gemini-nano-banana-2.1"
_BLOCKED = frozenset({
    "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "SAFETY", "PROHIBITED_CONTENT", "RECITATION",
    "BLOCKLIST", "SPII",
})  # fmt: skip
_CUT = "MAX_TOKENS"
_MOST_TRIES = 2
"""An answer without a picture, and without a reason, is worth one more."""
_LARGEST_REPLY_BYTES = 120 * 1024 * 1024
_FREE_FAILURES = frozenset({500, 503})
_DELAY = re.compile(r"(\d+(?:\.\d+)?)s")
_ABOUT_MONEY = re.compile(r"billing|spend|prepay|credit|plan", re.IGNORECASE)
_RESETS_AT = "America/Los_Angeles"


class _Inline(Lenient):
    mime_type: str = Field(default="", alias="mimeType")
    data: str


class _Part(Lenient):
    thought: bool = False
    text: str = ""
    inline: _Inline | None = Field(default=None, alias="inlineData")


class _Content(Lenient):
    parts: list[_Part] = Field(default_factory=list)


class _Candidate(Lenient):
    finish_reason: str | None = Field(default=None, alias="finishReason")
    content: _Content | None = None


class _Feedback(Lenient):
    block_reason: str | None = Field(default=None, alias="blockReason")


class _Answer(Lenient):
    candidates: list[_Candidate] = Field(default_factory=list)
    feedback: _Feedback | None = Field(default=None, alias="promptFeedback")
    response_id: str | None = Field(default=None, alias="responseId")

    @model_validator(mode="before")
    @classmethod
    def _require_an_answer(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not value.keys() & {"candidates", "promptFeedback"}:
            raise ValueError("neither candidates nor a reason why there are none")
        return value

    @property
    def picture(self) -> bytes | None:
        """The last picture that is no thought; None where there is none."""
        parts = [part for candidate in self.candidates if candidate.content for part in candidate.content.parts]
        for part in reversed(parts):
            if part.inline is not None and not part.thought:
                try:
                    return base64.b64decode(part.inline.data, validate=True) or None
                except binascii.Error:
                    return None
        return None

    @property
    def text(self) -> str:
        parts = [part for candidate in self.candidates if candidate.content for part in candidate.content.parts]
        return quote_words(" ".join(part.text for part in parts if not part.thought))

    @property
    def finish_reasons(self) -> set[str]:
        return {candidate.finish_reason for candidate in self.candidates if candidate.finish_reason}


class _ErrorDetail(Lenient):
    reason: str | None = None
    retry_delay: str | None = Field(default=None, alias="retryDelay")
    violations: list[dict[str, Any]] = Field(default_factory=list)


class _Error(Lenient):
    status: str | None = None
    details: list[_ErrorDetail] = Field(default_factory=list)


class _Refusal(Lenient):
    error: _Error


class _Model(Lenient):
    name: str


class GeminiVisualProvider:
    """Stills of 16:9, larger than the film's frame."""

    name = "gemini"

    def __init__(
        self, settings: GeminiSettings, network: ProvidersSettings, *, policy: RetryPolicy = DEFAULT_POLICY
    ) -> None:
        self._settings = settings
        self._policy = policy
        self.rights = Rights.of_vendor(settings)
        self.capabilities = _capabilities(settings)

    def check(self, *, visual_count: int, own_files: Path | None) -> None:
        """Ask for the model, which costs nothing: the answer tells whether key and model are right.

        Raises a ProviderError for what would stop the album. Balance and quota cannot be asked for.
        """
        client = self._open()
        model = self._settings.image_model
        if model in _SHUT_DOWN or model.startswith(_RETIRED_FAMILY):
            raise _retired(model, f"was shut down on {_SHUT_DOWN.get(model, '17 August 2026')}")
        path = f"/v1beta/models/{quote(model, safe='')}"
        look_once(
            (self.name, self._settings), lambda: client.read(path, _Model, limit_seconds=LOOK_SECONDS, policy=ONCE)
        )

    def generate_visual(self, prompt: str, context: GenerationContext) -> GeneratedVisual:
        """One picture. Raises ContentRefused where it is blocked, another ProviderError, or Stopped."""
        raise_if_stopped(context.should_stop)
        client = self._open()
        client.refuse_to_take_up(context.submission)
        request = self._request(prompt, context)
        for tries_left in reversed(range(_MOST_TRIES)):
            reply = client.create(
                request,
                context.submission,
                largest_bytes=_LARGEST_REPLY_BYTES,
                should_stop=context.should_stop,
                is_heeded=True,
                limit_seconds=self._settings.timeout_seconds,
            )
            answer = client.parse_accepted(reply, _Answer)
            picture = answer.picture
            if picture is not None:
                return self._keep(picture, answer, reply, request, context)
            error = _explain_emptiness(answer, reply)
            context.submission.refuse(error.message)
            if tries_left == 0 or not isinstance(error, BrokenReply):
                raise error
        raise AssertionError("unreachable")  # the last round returns or raises

    def _keep(
        self, picture: bytes, answer: _Answer, reply: Reply, request: CreateRequest, context: GenerationContext
    ) -> GeneratedVisual:
        digest = hashlib.sha256(reply.body).hexdigest()
        picture_id = answer.response_id or reply.request_id or f"sha256:{digest}"
        context.submission.accept(picture_id)
        path = context.directory / "visual.picture"
        write_durably(path, picture)
        return GeneratedVisual(
            path=settle_picture(path, VENDOR.label),
            provider_image_id=picture_id,
            license_document_url=self._settings.terms_url,
            request_sha256=request.sha256,
            response_sha256=digest,
        )

    def _open(self) -> VendorClient:
        """Raises ProviderNotConfigured."""
        key = read_key(self._settings.api_key, VENDOR.key_setting)
        return VendorClient(
            VENDOR,
            self._settings.base_url,
            headers={"x-goog-api-key": key},
            explain=lambda reply: explain(reply, self._settings.image_model),
            is_free_failure=_is_free_failure,
            policy=self._policy,
        )

    def _request(self, prompt: str, context: GenerationContext) -> CreateRequest:
        model = self._settings.image_model
        image: dict[str, object] = {"aspectRatio": "16:9"}
        if model not in _SIZELESS_MODELS:
            image["imageSize"] = "1K" if model in _SMALL_MODELS else self._settings.image_size
        text = fit_prompt(prompt, context.title, WORDLESS, most_characters=LONGEST_PROMPT)
        return CreateRequest(
            f"/v1beta/models/{quote(model, safe='')}:generateContent",
            json={
                "contents": [{"parts": [{"text": text}]}],
                # With text allowed, a refusal comes with a sentence that says why.
                "generationConfig": {"responseModalities": ["TEXT", "IMAGE"], "imageConfig": image},
            },
        )


def _explain_emptiness(answer: _Answer, reply: Reply) -> ProviderError:
    """Why an answer that is all right holds no picture."""
    said = f": {answer.text}" if answer.text else ""
    blocked = answer.finish_reasons & _BLOCKED
    if answer.feedback is not None and answer.feedback.block_reason:
        return ContentRefused(
            sentence(
                f"Gemini does not make this: it blocked the prompt ({answer.feedback.block_reason}){said}; "
                "change the prompt",
                reply,
            )
        )
    if blocked:
        return ContentRefused(
            sentence(f"Gemini does not make this: it held the picture back ({min(blocked)}){said}; change it", reply)
        )
    if _CUT in answer.finish_reasons:
        return InvalidProviderRequest(sentence("Gemini ended before the picture did; shorten the prompt", reply))
    return BrokenReply(sentence(f"Gemini answered without a picture{said}; re-make it, or change its prompt", reply))


def explain(reply: Reply, model: str) -> ProviderError | None:
    """By the status word and the details: what is wrong with a key is told with 400, too."""
    try:
        error = _Refusal.model_validate_json(reply.body).error
    except ValidationError:
        error = _Error()
    reasons = {detail.reason for detail in error.details}
    if reply.status in (401, 403) or "API_KEY_INVALID" in reasons:
        return ProviderKeyRefused(sentence(f"Gemini refused the key ({reply.words()}); check GEMINI_API_KEY", reply))
    if reply.status == 402 or error.status == "FAILED_PRECONDITION":
        return balance_empty(VENDOR, reply)
    if reply.status == 404:
        return _retired(model, "is retired or unknown")
    if reply.status == 429:
        return _explain_limit(error, reply)
    return None


def _explain_limit(error: _Error, reply: Reply) -> ProviderError:
    """Per minute, per day, or the money's end."""
    quotas = [str(entry.get("quotaId", "")) for detail in error.details for entry in detail.violations]
    delays = [match for detail in error.details if (match := _DELAY.fullmatch(detail.retry_delay or ""))]
    if any("PerDay" in quota for quota in quotas):
        pause: float | None = seconds_until_reset(datetime.datetime.now(datetime.UTC))
    elif delays:
        pause = float(delays[0][1])
    elif reply.retry_after_seconds is not None:
        pause = reply.retry_after_seconds
    elif _ABOUT_MONEY.search(reply.words()):
        return balance_empty(VENDOR, reply)
    else:
        pause = None
    return ProviderRateLimited(
        sentence(f"Gemini takes no more requests just now ({reply.words()}); it is tried again later", reply),
        retry_after_seconds=pause,
    )


def seconds_until_reset(now: datetime.datetime) -> float:
    """Until midnight in California, when the quotas of a day begin anew (ai.google.dev/gemini-api/docs/rate-limits)."""
    there = now.astimezone(zoneinfo.ZoneInfo(_RESETS_AT))
    midnight = (there + datetime.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - there).total_seconds()


def _retired(model: str, what: str) -> ProviderModelRetired:
    return ProviderModelRetired(f"The model {model} {what}; set GEMINI_IMAGE_MODEL, to {_BEST_MODEL} for one.")


def _is_free_failure(reply: Reply) -> bool:
    """By the billing page, failed requests are not charged; it must be Gemini, and no gateway, that says so."""
    try:
        return reply.status in _FREE_FAILURES and _Refusal.model_validate_json(reply.body).error.status is not None
    except ValidationError:
        return False


def _capabilities(settings: GeminiSettings) -> VisualCapabilities:
    model = settings.image_model
    size = _SIZELESS_MODELS.get(model) or _SIZES["1K" if model in _SMALL_MODELS else settings.image_size]
    return VisualCapabilities(
        label=VENDOR.label,
        needs_key=True,
        makes_placeholders=False,
        uses_own_files=False,
        makes_stills=True,
        makes_loops=False,
        price_per_visual_usd=settings.price_per_still_usd,
        concurrency=settings.concurrency,
        still_sizes=(size,),
        formats=("png", "jpg"),
        price_basis=(
            "third party: about 0.034 dollars at 1K with nano-banana-2.1, 0.134 with gemini-3-pro-image; the default "
            "is a guess for 2K, set your own price"
        ),
        evidence=Evidence.DOCUMENTED,
        known_limits=(
            "A lost answer cannot be asked for again.",
            "The free tier makes practically no pictures.",
            "Every picture carries an invisible mark (SynthID); YouTube may label the film by itself.",
            "Models are retired within a year.",
        ),
        key_settings=(VENDOR.key_setting,),
        looks_at="key, whether the model is still there",
    )
