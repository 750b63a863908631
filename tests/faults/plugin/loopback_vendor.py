"""A music and a visual provider that order from the vendor on loopback, as the adapter of a real one would.

Money is spent once: the intent is written before the create, the vendor's id as soon as it is known, and a create whose
outcome nobody knows is never repeated. Reads are repeated freely.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import httpx
from pydantic_settings import BaseSettings, SettingsConfigDict

from studio.errors import (
    ContentRefused,
    InvalidProviderRequest,
    ProviderBalanceEmpty,
    ProviderKeyRefused,
    ProviderRateLimited,
    ProviderUnavailable,
    StudioError,
    SubmissionUnknown,
)
from studio.providers.facts import MADE_HERE
from studio.providers.generation import GenerationContext
from studio.providers.music.base import GeneratedTrack, MusicCapabilities
from studio.providers.retries import RetryPolicy, call_with_retries, read_retry_after_seconds
from studio.providers.visual.base import GeneratedVisual, VisualCapabilities
from studio.providers.whole_file import raise_if_stopped, whole_or_gone

Result = TypeVar("Result")

_POLL_SECONDS = 0.1
_POLICY = RetryPolicy(max_attempts=4, first_wait_seconds=0.1, longest_retry_after_seconds=5)


class LoopbackSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="LOOPBACK_", extra="ignore")

    url: str
    timeout_seconds: float = 1.5
    patience_seconds: float = 5.0
    """How long an order may be in the making before its item is tried again later."""


class _Orders:
    """One item's order: created once, then asked for."""

    def __init__(self, settings: LoopbackSettings, kind: str, context: GenerationContext) -> None:
        self._settings = settings
        self._kind = kind
        self._context = context
        self._client = httpx.Client(timeout=settings.timeout_seconds, trust_env=False)

    def fetch(self, prompt: str, seconds: float, suffix: str) -> tuple[str, Path]:
        """The vendor's id and the file."""
        submission = self._context.submission
        with self._client:
            if submission.provider_job_id is None:
                wish = {
                    "kind": self._kind,
                    "album": self._context.album_seed,
                    "number": self._context.order_index,
                    "seconds": seconds,
                    "prompt": prompt,
                }
                self._repeat(lambda: self._create(wish))
            order_id = submission.provider_job_id
            assert order_id is not None
            self._wait_until_done(order_id)
            # A link may die: each attempt asks for a fresh one.
            return order_id, self._repeat(lambda: self._download(str(self._look(order_id)["url"]), suffix))

    def _repeat(self, call: Callable[[], Result]) -> Result:
        return call_with_retries(call, should_stop=self._context.should_stop, policy=_POLICY)

    def _create(self, wish: dict[str, object]) -> None:
        submission = self._context.submission
        submission.intend()
        try:
            answer = self._client.post(f"{self._settings.url}/orders", json=wish)
        except httpx.ConnectError as error:
            submission.refuse("Nobody answered.")
            raise ProviderUnavailable("The loopback vendor cannot be reached; try again later.") from error
        except httpx.TransportError as error:
            raise self._unknown() from error
        refusal = _refusal(answer)
        if refusal is not None:
            submission.refuse(refusal.message)
            raise refusal
        order_id = _fields(answer).get("id") if answer.status_code == httpx.codes.CREATED else None
        if order_id is None:
            raise self._unknown()
        submission.accept(str(order_id))

    def _unknown(self) -> SubmissionUnknown:
        return SubmissionUnknown(
            f"The loopback vendor gave no usable answer to the order of {self._kind} {self._context.order_index + 1}, "
            "so it may already be charged; look at your account there, then re-make this item."
        )

    def _wait_until_done(self, order_id: str) -> None:
        deadline = time.monotonic() + self._settings.patience_seconds
        while time.monotonic() < deadline:
            raise_if_stopped(self._context.should_stop)
            if self._repeat(lambda: self._look(order_id))["state"] == "done":
                return
            time.sleep(_POLL_SECONDS)
        raise ProviderUnavailable(
            f"The loopback vendor has been at order {order_id} for {self._settings.patience_seconds:g} s; "
            "start the job again later, which costs nothing more."
        )

    def _look(self, order_id: str) -> dict[str, object]:
        """What the vendor says of the order. Raises ContentRefused where it has given up."""
        fields = _fields(self._read(f"{self._settings.url}/orders/{order_id}"))
        match fields.get("state"):
            case "done" | "processing":
                return fields
            case "failed":
                raise ContentRefused(f"The loopback vendor could not make this ({fields['error']}); change the prompt.")
            case _:
                raise ProviderUnavailable("The loopback vendor does not say how far its order is; try again later.")

    def _read(self, url: str) -> httpx.Response:
        try:
            answer = self._client.get(url)
        except httpx.TransportError as error:
            raise ProviderUnavailable("The loopback vendor broke the connection off; try again later.") from error
        refusal = _refusal(answer)
        if refusal is not None:
            raise refusal
        if answer.status_code != httpx.codes.OK:
            raise ProviderUnavailable(f"The loopback vendor answered {answer.status_code}; try again later.")
        return answer

    def _download(self, url: str, suffix: str) -> Path:
        answer = self._read(url)
        kind = answer.headers.get("content-type", "")
        if not answer.content or not kind.startswith(("audio/", "image/")):
            raise ProviderUnavailable(f"The loopback vendor sent {kind or 'nothing'} instead of a file; try later.")
        with whole_or_gone(self._context.directory / f"made{suffix}") as path:
            path.write_bytes(answer.content)
        return path


def _fields(answer: httpx.Response) -> dict[str, object]:
    try:
        fields = answer.json()
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _refusal(answer: httpx.Response) -> StudioError | None:
    """The error that says that the vendor certainly did not do what it was asked for."""
    match answer.status_code:
        case 401 | 403:
            return ProviderKeyRefused("The loopback vendor refused the key; check LOOPBACK_KEY.")
        case 402:
            return ProviderBalanceEmpty("The loopback vendor's balance is empty; add credit there.")
        case 404:
            return ProviderUnavailable("The loopback vendor's link is dead; try again later.")
        case 422:
            return InvalidProviderRequest(f"The loopback vendor refused the order ({answer.text}); change the prompt.")
        case 429:
            return ProviderRateLimited(
                "The loopback vendor asks for a pause.", retry_after_seconds=read_retry_after_seconds(answer.headers)
            )
        case 503:
            return ProviderUnavailable("The loopback vendor is busy; try again later.")
        case _:
            return None


class LoopbackMusic:
    name = "loopback"
    settings_type = LoopbackSettings
    rights = MADE_HERE
    capabilities = MusicCapabilities(
        label="Loopback music",
        needs_key=False,
        makes_placeholders=False,
        uses_own_files=False,
        shortest_seconds=3,
        longest_seconds=600,
        price_per_track_usd=0.10,
        concurrency=4,
    )

    def __init__(self, settings: LoopbackSettings) -> None:
        self._settings = settings

    def check(self, *, track_count: int, own_files: Path | None) -> None:
        """Always ready."""

    def generate_track(self, prompt: str, duration_minutes: float, context: GenerationContext) -> GeneratedTrack:
        seconds = duration_minutes * 60
        order_id, path = _Orders(self._settings, "track", context).fetch(prompt, seconds, ".flac")
        return GeneratedTrack(path=path, provider_track_id=order_id, license_document_url=None)


class LoopbackVisuals:
    name = "loopback"
    settings_type = LoopbackSettings
    rights = MADE_HERE
    capabilities = VisualCapabilities(
        label="Loopback visuals",
        needs_key=False,
        makes_placeholders=False,
        uses_own_files=False,
        makes_stills=True,
        makes_loops=False,
        price_per_visual_usd=0.04,
        concurrency=4,
    )

    def __init__(self, settings: LoopbackSettings) -> None:
        self._settings = settings

    def check(self, *, visual_count: int, own_files: Path | None) -> None:
        """Always ready."""

    def generate_visual(self, prompt: str, context: GenerationContext) -> GeneratedVisual:
        order_id, path = _Orders(self._settings, "visual", context).fetch(prompt, 0.0, ".png")
        return GeneratedVisual(path=path, provider_image_id=order_id)
