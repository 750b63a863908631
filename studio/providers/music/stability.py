"""Stable Audio by Stability: https://platform.stability.ai/docs/api-reference

Version 3 gives an id and is looked at until it is done; versions 2 and 2.5 answer with the sound itself. By Stability's
documents, calls that fail are not charged.
"""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from studio.errors import BrokenReply, ProviderBalanceEmpty, ProviderError, ProviderRateLimited
from studio.providers.facts import Evidence, Rights
from studio.providers.generation import GenerationContext
from studio.providers.http.client import CreateRequest, VendorClient
from studio.providers.http.credentials import read_key
from studio.providers.http.pieces import AUDIO
from studio.providers.http.replies import Lenient, Reply, Vendor, content_refused, sentence
from studio.providers.music.arrival import WORDLESS, seconds_within, settle_track
from studio.providers.music.base import GeneratedTrack, MusicCapabilities
from studio.providers.polling import wait_for_piece
from studio.providers.preflight import LOOK_SECONDS, ONCE, look_once
from studio.providers.prompts import fit_prompt
from studio.providers.retries import DEFAULT_POLICY, RetryPolicy
from studio.providers.whole_file import raise_if_stopped, write_durably
from studio.settings import ProvidersSettings, StabilitySettings

VENDOR = Vendor("Stability", "STABILITY_API_KEY", "STABILITY_BASE_URL", "https://platform.stability.ai/account/credits")

LONGEST_PROMPT = 10_000

_VERSION_3 = "stable-audio-3"
_LONGEST_SECONDS = {"stable-audio-3": 380.0, "stable-audio-2.5": 190.0, "stable-audio-2": 190.0}
_CREDITS_PER_TRACK = {"stable-audio-3": 26, "stable-audio-2.5": 20, "stable-audio-2": 20}
_LOCK_OUT_SECONDS = 60.0
"""After more than 150 requests in 10 seconds."""
_LARGEST_SEED = 4_294_967_294
_AS_SOUND = {"Accept": "audio/*"}


class _Accepted(Lenient):
    id: str


class _Balance(Lenient):
    credits: float


class _Refusal(Lenient):
    id: str
    name: str
    errors: list[Any]


class StabilityMusicProvider:
    """Instrumental tracks of exactly the asked length."""

    name = "stability"

    def __init__(
        self, settings: StabilitySettings, network: ProvidersSettings, *, policy: RetryPolicy = DEFAULT_POLICY
    ) -> None:
        self._settings = settings
        self._policy = policy
        self.rights = Rights.of_vendor(settings)
        self.capabilities = _capabilities(settings)

    def check(self, *, track_count: int, own_files: Path | None) -> None:
        """Ask for the balance, which costs nothing. Raises a ProviderError for what would stop the album."""
        balance = self._look()
        needed = track_count * _CREDITS_PER_TRACK[self._settings.model]
        if balance is not None and balance.credits < needed:
            raise ProviderBalanceEmpty(
                f"There are {balance.credits:.0f} credits at Stability and the album needs {needed}; "
                f"buy some at {VENDOR.account_page}, or choose another provider."
            )

    def account(self) -> tuple[str, ...]:
        """The credits that are left."""
        balance = self._look()
        return () if balance is None else (f"{balance.credits:,.0f} credits left",)

    def generate_track(self, prompt: str, duration_minutes: float, context: GenerationContext) -> GeneratedTrack:
        """One track. Raises InvalidInput for a length that is not made, a ProviderError, TrackTooShort or Stopped."""
        raise_if_stopped(context.should_stop)
        client = self._open()
        seconds = seconds_within(duration_minutes, self.capabilities)
        request = self._request(prompt, seconds, context)
        if self._settings.model == _VERSION_3:
            track_id = context.submission.provider_job_id or self._create(client, request, context)
            reply = self._wait(client, track_id, context)
        else:
            client.refuse_to_take_up(context.submission)
            reply = client.create(
                request,
                context.submission,
                headers=_AS_SOUND,
                largest_bytes=AUDIO.largest_bytes,
                should_stop=context.should_stop,
                is_heeded=True,
                limit_seconds=self._settings.timeout_seconds,
            )
            track_id = client.take_piece(reply, AUDIO, context.submission)
            _refuse_filtered(reply)
        path = context.directory / f"track.{self._settings.format}"
        write_durably(path, reply.body)
        return GeneratedTrack(
            path=settle_track(path, seconds, VENDOR.label),
            provider_track_id=track_id,
            license_document_url=self._settings.terms_url,
            request_sha256=request.sha256,
            response_sha256=hashlib.sha256(reply.body).hexdigest(),
        )

    def _look(self) -> _Balance | None:
        client = self._open()

        def look() -> _Balance:
            return client.read("/v1/user/balance", _Balance, limit_seconds=LOOK_SECONDS, policy=ONCE)[1]

        return look_once((self.name, self._settings), look)

    def _open(self) -> VendorClient:
        """Raises ProviderNotConfigured."""
        key = read_key(self._settings.api_key, VENDOR.key_setting)
        return VendorClient(
            VENDOR,
            self._settings.base_url,
            headers={"Authorization": f"Bearer {key}"},
            explain=explain,
            is_free_failure=_is_refusal,
            policy=self._policy,
        )

    def _request(self, prompt: str, seconds: float, context: GenerationContext) -> CreateRequest:
        family = "stable-audio" if self._settings.model == _VERSION_3 else "stable-audio-2"
        return CreateRequest(
            f"/v2beta/audio/{family}/text-to-audio",
            form={
                "prompt": fit_prompt(prompt, context.title, WORDLESS, most_characters=LONGEST_PROMPT),
                "duration": str(round(seconds)),
                "model": self._settings.model,
                "output_format": self._settings.format,
                "seed": str(context.seed % _LARGEST_SEED + 1),  # 0 would mean any
            },
        )

    def _create(self, client: VendorClient, request: CreateRequest, context: GenerationContext) -> str:
        reply = client.create(request, context.submission, headers=_AS_SOUND, should_stop=context.should_stop)
        track_id = client.parse_accepted(reply, _Accepted).id
        context.submission.accept(track_id)
        return track_id

    def _wait(self, client: VendorClient, track_id: str, context: GenerationContext) -> Reply:
        """The reply that is the sound."""

        def look() -> Reply | None:
            reply = client.read_piece(
                f"/v2beta/audio/results/{quote(track_id, safe='')}",
                AUDIO,
                headers=_AS_SOUND,
                should_stop=context.should_stop,
            )
            _refuse_filtered(reply)
            return reply if reply.status == 200 else None

        return wait_for_piece(
            look,
            label=VENDOR.label,
            every_seconds=self._settings.poll_seconds,
            limit_seconds=self._settings.timeout_seconds,
            should_stop=context.should_stop,
        )


def explain(reply: Reply) -> ProviderError | None:
    if reply.status == 403:  # what a key may not do is told with 401
        return content_refused(VENDOR, reply)
    if reply.status == 404:
        return BrokenReply(
            sentence("Stability does not know this track any more, or the key is another; re-make it", reply)
        )
    if reply.status == 429:
        return ProviderRateLimited(
            sentence("Stability takes no more requests just now; it is tried again later", reply),
            retry_after_seconds=_LOCK_OUT_SECONDS if reply.retry_after_seconds is None else reply.retry_after_seconds,
        )
    return None


def _refuse_filtered(reply: Reply) -> None:
    """Raises ContentRefused for a result that was made and then held back."""
    if reply.headers.get("finish-reason", "").upper() == "CONTENT_FILTERED":
        raise content_refused(VENDOR, reply)


def _is_refusal(reply: Reply) -> bool:
    """Whether Stability itself, and no gateway, says that it failed: its errors have a form of their own."""
    try:
        _Refusal.model_validate_json(reply.body)
    except ValidationError:
        return False
    return True


def _capabilities(settings: StabilitySettings) -> MusicCapabilities:
    return MusicCapabilities(
        label="Stable Audio",
        needs_key=True,
        makes_placeholders=False,
        uses_own_files=False,
        shortest_seconds=1.0,
        longest_seconds=_LONGEST_SECONDS[settings.model],
        price_per_track_usd=settings.price_per_track_usd,
        concurrency=settings.concurrency,
        formats=(settings.format, *(form for form in ("mp3", "wav") if form != settings.format)),
        price_basis="26 credits a track with version 3, 20 before, a credit being a cent (July 2026)",
        evidence=Evidence.DOCUMENTED,
        known_limits=(
            "Versions 2 and 2.5 end at 190 seconds.",
            "How long a finished track is kept is not documented; it is fetched at once.",
            "Similar outputs may exist elsewhere.",
            "The facts come from a third party's digest of the vendor's documents.",
        ),
        key_settings=(VENDOR.key_setting,),
        looks_at="key, credits for the whole album",
    )
