"""Tracks by Mubert: asked for, waited for, and fetched while their link lives."""

import hashlib
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from pydantic import Field

from studio.errors import BrokenReply, InvalidInput, InvalidProviderRequest, ProviderBalanceEmpty, ProviderKeyRefused
from studio.providers.facts import Evidence, Rights
from studio.providers.generation import GenerationContext
from studio.providers.http.client import CreateRequest
from studio.providers.http.downloads import collect
from studio.providers.http.pieces import AUDIO
from studio.providers.http.replies import Lenient, Reply, sentence
from studio.providers.music.arrival import SHORTEST_SHARE, WORDLESS, seconds_within, settle_track
from studio.providers.music.base import GeneratedTrack, MusicCapabilities
from studio.providers.music.mubert.account import VENDOR, Account, known_licence
from studio.providers.music.mubert.licence import Licence, Unwrapped
from studio.providers.polling import wait_for_piece
from studio.providers.preflight import look_once
from studio.providers.prompts import fit_prompt
from studio.providers.retries import DEFAULT_POLICY, RetryPolicy
from studio.providers.whole_file import raise_if_stopped
from studio.settings import MubertSettings, ProvidersSettings

LONGEST_PROMPT = 200
"""Characters. The specification says 255, an older page 200."""
STOCKED_SECONDS = (60, 180, 240, 300)
"""Of the lengths that are kept in stock, those of a track's size."""

_BEST_BITRATE_KBPS = 320
_DONE = frozenset({"done", "completed"})
"""The second word is in older texts."""


class _Generation(Lenient):
    status: str
    url: str | None = None


class _TrackReply(Unwrapped):
    id: str
    generations: list[_Generation] = Field(default_factory=list)


class MubertMusicProvider:
    """Instrumental tracks of exactly the asked length."""

    name = "mubert"

    def __init__(
        self, settings: MubertSettings, network: ProvidersSettings, *, policy: RetryPolicy = DEFAULT_POLICY
    ) -> None:
        self._settings = settings
        self._network = network
        self._policy = policy
        self.rights = Rights.of_vendor(settings)
        self.capabilities = _capabilities(settings, known_licence(settings))

    def check(self, *, track_count: int, own_files: Path | None) -> None:
        """Ask for customer and licence, which costs nothing. Raises a ProviderError for what would stop the album."""
        self._look()
        licence = known_licence(self._settings)
        self.capabilities = _capabilities(self._settings, licence)
        if licence.is_over:
            raise ProviderKeyRefused(f"The licence at Mubert is over; renew it at {VENDOR.account_page}.")
        if licence.tracks_left is not None and licence.tracks_left < track_count:
            raise ProviderBalanceEmpty(
                f"The licence at Mubert has {licence.tracks_left} tracks left ({licence.period}) and the album needs "
                f"{track_count}; choose a larger plan at {VENDOR.account_page} or another provider."
            )
        _choose(licence, self._settings)

    def account(self) -> tuple[str, ...]:
        """The tracks that the licence has left, and its end."""
        licence = self._look()
        return () if licence is None else licence.describe()

    def _look(self) -> Licence | None:
        return look_once((self.name, self._settings), Account(self._settings, self._policy).look)

    def generate_track(self, prompt: str, duration_minutes: float, context: GenerationContext) -> GeneratedTrack:
        """One track. Raises InvalidInput for a length that is not made, a ProviderError, TrackTooShort or Stopped."""
        raise_if_stopped(context.should_stop)
        account = Account(self._settings, self._policy)
        licence = account.licence(context.should_stop)
        seconds = seconds_within(duration_minutes, _capabilities(self._settings, Licence()))
        request = self._request(prompt, seconds, context, licence)
        track_id = context.submission.provider_job_id or self._create(account, request, context)
        path = context.directory / f"track.{self._settings.format}"
        reply = collect(
            lambda: self._wait(account, track_id, context),
            path,
            AUDIO,
            VENDOR,
            should_stop=context.should_stop,
            allow_private_addresses=self._network.allow_private_addresses,
            policy=self._policy,
        )
        return GeneratedTrack(
            path=settle_track(path, seconds, VENDOR.label),
            provider_track_id=track_id,
            license_document_url=self._settings.terms_url,
            request_sha256=request.sha256,
            response_sha256=hashlib.sha256(reply.body).hexdigest(),
        )

    def _request(self, prompt: str, seconds: float, context: GenerationContext, licence: Licence) -> CreateRequest:
        bitrate, intensity = _choose(licence, self._settings)
        duration = round(seconds)
        if licence.longest_seconds is not None and duration > licence.longest_seconds:
            if licence.longest_seconds < seconds * SHORTEST_SHARE:
                raise InvalidInput(
                    f"The licence at Mubert allows {licence.longest_seconds} s, not {duration}; "
                    "ask for more and shorter tracks."
                )
            duration = licence.longest_seconds
        asked: dict[str, object] = {
            "prompt": fit_prompt(prompt, context.title, WORDLESS, most_characters=LONGEST_PROMPT),
            "duration": duration,
            "format": self._settings.format,
            "intensity": intensity,
            "mode": "track",
        }
        if self._settings.format == "mp3":  # the bit rate of a WAV file is what it is
            asked["bitrate"] = bitrate
        return CreateRequest("/public/tracks", json=asked)

    def _create(self, account: Account, request: CreateRequest, context: GenerationContext) -> str:
        reply = account.as_customer(
            lambda headers: account.client.create(
                request, context.submission, headers=headers, should_stop=context.should_stop
            ),
            context.should_stop,
        )
        track_id = account.client.parse_accepted(reply, _TrackReply).id
        context.submission.accept(track_id)
        return track_id

    def _wait(self, account: Account, track_id: str, context: GenerationContext) -> tuple[Reply, str]:
        """The reply that says that it is done, and the link in it."""

        def look() -> tuple[Reply, str] | None:
            reply, track = account.as_customer(
                lambda headers: account.client.read(
                    f"/public/tracks/{quote(track_id, safe='')}",
                    _TrackReply,
                    headers=headers,
                    should_stop=context.should_stop,
                ),
                context.should_stop,
            )
            generations = track.generations
            link = next((made.url for made in generations if made.status in _DONE and made.url), None)
            if link is not None:
                return reply, link
            if generations and all(made.status == "failed" for made in generations):
                raise BrokenReply(sentence("Mubert could not make this track; re-make it, or change its prompt", reply))
            return None

        return wait_for_piece(
            look,
            label=VENDOR.label,
            every_seconds=self._settings.poll_seconds,
            limit_seconds=self._settings.timeout_seconds,
            should_stop=context.should_stop,
        )


def _choose(licence: Licence, settings: MubertSettings) -> tuple[int, str]:
    """Bit rate and intensity that the licence allows. Raises InvalidProviderRequest where the rest cannot be."""
    if licence.modes and "track" not in licence.modes:
        raise InvalidProviderRequest(
            f"The licence at Mubert allows {', '.join(licence.modes)} and no whole tracks; "
            f"ask for another licence at {VENDOR.account_page}."
        )
    if licence.formats and settings.format not in licence.formats:
        raise InvalidProviderRequest(
            f"The licence at Mubert allows {', '.join(licence.formats)} and not {settings.format}; "
            "set MUBERT_FORMAT accordingly."
        )
    intensity: str = settings.intensity
    if licence.intensities and intensity not in licence.intensities:
        intensity = licence.intensities[0]
    usable = [rate for rate in licence.bitrates if rate <= _BEST_BITRATE_KBPS]
    return max(usable, default=_BEST_BITRATE_KBPS), intensity


def _capabilities(settings: MubertSettings, licence: Licence) -> MusicCapabilities:
    able = MusicCapabilities(
        label=VENDOR.label,
        needs_key=True,
        makes_placeholders=False,
        uses_own_files=False,
        shortest_seconds=5.0,
        longest_seconds=1800.0,
        price_per_track_usd=settings.price_per_track_usd,
        concurrency=settings.concurrency,
        stocked_seconds=STOCKED_SECONDS,
        formats=(settings.format, *(form for form in ("mp3", "wav") if form != settings.format)),
        price_basis="subscription: Trial 49 dollars a month for 100 tracks (third party, May 2026); set your own price",
        evidence=Evidence.DOCUMENTED,
        known_limits=(
            "Links to finished tracks die after 15 minutes on the usual licence.",
            "A prompt is cut to 200 characters.",
            "A track in stock may have been given to somebody else before.",
            "Output must not be registered in Content ID; the plan decides what may be published.",
        ),
        key_settings=("MUBERT_COMPANY_ID", VENDOR.key_setting),
        looks_at="key, licence (length, format, mode, side by side), tracks left",
    )
    return replace(
        able,
        longest_seconds=min(able.longest_seconds, licence.longest_seconds or able.longest_seconds),
        concurrency=min(able.concurrency, licence.concurrency or able.concurrency),
        formats=tuple(form for form in able.formats if form in licence.formats) or able.formats,
    )
