"""Eleven Music by ElevenLabs: https://elevenlabs.io/docs/api-reference/music/compose

The answer to the one request is the sound itself, minutes later. There is nothing to look at again: where the answer is
lost, only the person can repeat it.
"""

import hashlib
import time
from pathlib import Path

from pydantic import ValidationError

from studio.errors import (
    InvalidProviderRequest,
    ProviderBalanceEmpty,
    ProviderError,
    ProviderKeyRefused,
    ProviderRateLimited,
)
from studio.providers.facts import Evidence, Rights
from studio.providers.generation import GenerationContext
from studio.providers.http.client import CreateRequest, VendorClient
from studio.providers.http.credentials import read_key
from studio.providers.http.pieces import AUDIO
from studio.providers.http.replies import Lenient, Reply, Vendor, balance_empty, content_refused, sentence
from studio.providers.music.arrival import WORDLESS, seconds_within, settle_track
from studio.providers.music.base import GeneratedTrack, MusicCapabilities
from studio.providers.preflight import LOOK_SECONDS, ONCE, look_once
from studio.providers.prompts import fit_prompt
from studio.providers.retries import DEFAULT_POLICY, RetryPolicy
from studio.providers.whole_file import raise_if_stopped, write_durably
from studio.settings import ElevenLabsSettings, ProvidersSettings

VENDOR = Vendor("ElevenLabs", "ELEVENLABS_API_KEY", "ELEVENLABS_BASE_URL", "https://elevenlabs.io/app/subscription")

LONGEST_PROMPT = 4100

_MONEY_WORDS = frozenset({"quota_exceeded", "insufficient_credits", "payment_required", "paid_plan_required"})
_KEY_WORDS = frozenset({"invalid_api_key", "missing_api_key", "needs_authorization"})
_CONTENT_WORDS = frozenset({"bad_prompt", "bad_composition_plan", "content_policy_violation", "moderation_failed"})
_BUSY_WORDS = frozenset({"too_many_concurrent_requests", "rate_limit_exceeded", "system_busy"})


class KeyWithoutRight(ProviderKeyRefused):
    """The key is one, but may not do this: keys can be limited to making music."""


class _Detail(Lenient):
    status: str | None = None
    code: str | None = None
    data: object = None


class _Refusal(Lenient):
    detail: _Detail


class _Subscription(Lenient):
    tier: str | None = None
    character_count: int | None = None
    character_limit: int | None = None
    can_extend_character_limit: bool | None = None


class ElevenLabsMusicProvider:
    """Instrumental tracks of exactly the asked length."""

    name = "elevenlabs"

    def __init__(
        self, settings: ElevenLabsSettings, network: ProvidersSettings, *, policy: RetryPolicy = DEFAULT_POLICY
    ) -> None:
        self._settings = settings
        self._policy = policy
        self.rights = Rights.of_vendor(settings)
        self.capabilities = _capabilities(settings)

    def check(self, *, track_count: int, own_files: Path | None) -> None:
        """Ask for the subscription, which costs nothing. Raises a ProviderError for what would stop the album."""
        plan = self._look()
        if plan is not None:
            _refuse_empty(plan)

    def account(self) -> tuple[str, ...]:
        """The plan, and the credits that are left of it."""
        plan = self._look()
        return () if plan is None else _describe(plan)

    def generate_track(self, prompt: str, duration_minutes: float, context: GenerationContext) -> GeneratedTrack:
        """One track. Raises InvalidInput for a length that is not made, a ProviderError, TrackTooShort or Stopped."""
        raise_if_stopped(context.should_stop)
        client = self._open()
        seconds = seconds_within(duration_minutes, self.capabilities)
        client.refuse_to_take_up(context.submission)
        request = self._request(prompt, seconds, context)
        reply = client.create(
            request,
            context.submission,
            largest_bytes=AUDIO.largest_bytes,
            should_stop=context.should_stop,
            is_heeded=True,
            limit_seconds=self._settings.timeout_seconds,
        )
        track_id = client.take_piece(reply, AUDIO, context.submission)
        path = context.directory / "track.mp3"
        write_durably(path, reply.body)
        return GeneratedTrack(
            path=settle_track(path, seconds, VENDOR.label),
            provider_track_id=reply.headers.get("song-id") or track_id,
            license_document_url=self._settings.terms_url,
            request_sha256=request.sha256,
            response_sha256=hashlib.sha256(reply.body).hexdigest(),
        )

    def _look(self) -> _Subscription | None:
        client = self._open()

        def look() -> _Subscription:
            try:
                return client.read("/v1/user/subscription", _Subscription, limit_seconds=LOOK_SECONDS, policy=ONCE)[1]
            except KeyWithoutRight:
                return _Subscription()  # it may not see the subscription, which says nothing of music

        return look_once((self.name, self._settings), look)

    def _open(self) -> VendorClient:
        """Raises ProviderNotConfigured."""
        key = read_key(self._settings.api_key, VENDOR.key_setting)
        return VendorClient(
            VENDOR, self._settings.base_url, headers={"xi-api-key": key}, explain=explain, policy=self._policy
        )

    def _request(self, prompt: str, seconds: float, context: GenerationContext) -> CreateRequest:
        return CreateRequest(
            "/v1/music",
            params={"output_format": self._settings.output_format},
            json={
                "prompt": fit_prompt(prompt, context.title, WORDLESS, most_characters=LONGEST_PROMPT),
                "music_length_ms": round(seconds * 1000),
                "model_id": self._settings.model,  # without it, the server takes an older one
                "force_instrumental": True,
            },
        )


def explain(reply: Reply) -> ProviderError | None:
    """By the word in `detail`: quota and key share a status."""
    try:
        detail = _Refusal.model_validate_json(reply.body).detail
    except ValidationError:  # of a form that was filled in wrongly, `detail` is a list
        detail = _Detail()
    words = {detail.status, detail.code}
    if words & _MONEY_WORDS:
        return balance_empty(VENDOR, reply)
    if words & _CONTENT_WORDS:
        return content_refused(VENDOR, reply, hint=_proposal(detail.data))
    if "missing_permissions" in words:
        return KeyWithoutRight(
            sentence(f"The key may not do this at ElevenLabs ({reply.words()}); allow it music generation", reply)
        )
    if words & _KEY_WORDS:
        return ProviderKeyRefused(
            sentence(f"ElevenLabs refused the key ({reply.words()}); check {VENDOR.key_setting} and its rights", reply)
        )
    if reply.status == 429 or words & _BUSY_WORDS:
        return ProviderRateLimited(
            sentence("ElevenLabs takes no more requests just now; it is tried again later", reply),
            retry_after_seconds=_pause_seconds(reply),
        )
    if reply.status == 404:
        return InvalidProviderRequest(
            sentence("ElevenLabs has no such model or address; check ELEVENLABS_MODEL and ELEVENLABS_BASE_URL", reply)
        )
    return None


def _pause_seconds(reply: Reply) -> float | None:
    """`Retry-After`, else the moment (in Unix seconds) of `X-RateLimit-Reset`, as ElevenLabs' own client reads them."""
    if reply.retry_after_seconds is not None:
        return reply.retry_after_seconds
    try:
        moment = float(reply.headers.get("x-ratelimit-reset", ""))
    except ValueError:
        return None
    pause = moment - time.time()
    return pause if pause > 0 else None


def _proposal(data: object) -> str:
    """The other prompt that comes with a refusal, wherever it stands."""
    if isinstance(data, str):
        return data
    values = data.values() if isinstance(data, dict) else ()
    return next((value for value in values if isinstance(value, str)), "")


def _refuse_empty(plan: _Subscription) -> None:
    if plan.tier == "free":
        raise ProviderBalanceEmpty(
            f"The plan at ElevenLabs is the free one, and music over the API needs a paid one; see "
            f"{VENDOR.account_page}."
        )
    used, limit = plan.character_count, plan.character_limit
    if used is not None and limit is not None and 0 < limit <= used and not plan.can_extend_character_limit:
        raise ProviderBalanceEmpty(
            f"The credits at ElevenLabs are used up ({used} of {limit}); add some at {VENDOR.account_page}, or "
            "choose another provider."
        )


def _describe(plan: _Subscription) -> tuple[str, ...]:
    used, limit = plan.character_count, plan.character_limit
    told = [] if plan.tier is None else [f"plan {plan.tier}"]
    if used is not None and limit is not None:
        told.append(f"{max(0, limit - used):,} of {limit:,} credits left")
    return tuple(told) or ("the key may not see the account",)


def _capabilities(settings: ElevenLabsSettings) -> MusicCapabilities:
    return MusicCapabilities(
        label=VENDOR.label,
        needs_key=True,
        makes_placeholders=False,
        uses_own_files=False,
        shortest_seconds=3.0,
        longest_seconds=300.0,
        price_per_track_usd=settings.price_per_track_usd,
        concurrency=settings.concurrency,
        formats=("mp3",),
        price_basis="0.15 dollars a minute (price page, July 2026), here for three and a half; set your own price",
        evidence=Evidence.DOCUMENTED,
        known_limits=(
            "One page of the vendor says 5 minutes at most, another 10; 5 are taken.",
            "Names of artists and songs in a prompt are refused.",
            "A lost answer cannot be asked for again.",
            "The free plan is not commercial; streaming services are limited by plan.",
        ),
        key_settings=(VENDOR.key_setting,),
        looks_at="key, plan, credits; not where the key may make music and nothing else",
    )
