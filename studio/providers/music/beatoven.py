"""Beatoven's public API: https://github.com/Beatoven/public-api

There is no field for the length: it is asked for in words, and what comes is measured. Whether it makes three to four
minutes at one go is not documented.
"""

import hashlib
import re
from pathlib import Path
from urllib.parse import quote

from studio.errors import BrokenReply, InvalidProviderRequest, ProviderError
from studio.providers.facts import Evidence, Rights
from studio.providers.generation import GenerationContext
from studio.providers.http.client import CreateRequest, VendorClient
from studio.providers.http.credentials import read_key
from studio.providers.http.downloads import collect
from studio.providers.http.pieces import AUDIO
from studio.providers.http.replies import Lenient, Reply, Vendor, balance_empty, sentence
from studio.providers.music.arrival import WORDLESS, seconds_within, settle_track
from studio.providers.music.base import GeneratedTrack, MusicCapabilities
from studio.providers.polling import wait_for_piece
from studio.providers.preflight import LOOK_SECONDS, ONCE, look_once
from studio.providers.prompts import fit_prompt
from studio.providers.retries import DEFAULT_POLICY, RetryPolicy
from studio.providers.whole_file import raise_if_stopped
from studio.settings import BeatovenSettings, ProvidersSettings

VENDOR = Vendor("Beatoven", "BEATOVEN_API_KEY", "BEATOVEN_BASE_URL", "https://sync.beatoven.ai")

LONGEST_PROMPT = 1500
"""Characters. No limit is documented; this is more than a prompt of ours has."""

_NO_TASK = "00000000-0000-0000-0000-000000000000_1"
_DONE = "composed"
_FAILED = frozenset({"failed", "error"})
"""In the vendor's own example, not in its specification. All other words are waited on."""
_ABOUT_MONEY = re.compile(r"quota|credit|billing|payment|insufficient|upgrade|subscription", re.IGNORECASE)


class _Started(Lenient):
    task_id: str


class _Meta(Lenient):
    track_url: str | None = None


class _Task(Lenient):
    status: str
    meta: _Meta | None = None


class BeatovenMusicProvider:
    """Instrumental tracks of about the length that the prompt asks for."""

    name = "beatoven"

    def __init__(
        self, settings: BeatovenSettings, network: ProvidersSettings, *, policy: RetryPolicy = DEFAULT_POLICY
    ) -> None:
        self._settings = settings
        self._network = network
        self._policy = policy
        self.rights = Rights.of_vendor(settings)
        self.capabilities = _capabilities(settings)

    def check(self, *, track_count: int, own_files: Path | None) -> None:
        """Ask for a task that there cannot be: the answer tells whether the key is right, and costs nothing.

        Raises ProviderNotConfigured, or ProviderKeyRefused. Neither balance nor quota can be asked for.
        """
        client = self._open()

        def look() -> None:
            path = f"/api/v1/tasks/{_NO_TASK}"
            try:
                client.read(path, _Task, limit_seconds=LOOK_SECONDS, policy=ONCE)
            except InvalidProviderRequest:
                return  # there is no such task, so the key was looked at and found right

        look_once((self.name, self._settings), look)

    def generate_track(self, prompt: str, duration_minutes: float, context: GenerationContext) -> GeneratedTrack:
        """One track. Raises InvalidInput for a length that is not made, a ProviderError, TrackTooShort or Stopped."""
        raise_if_stopped(context.should_stop)
        client = self._open()
        seconds = seconds_within(duration_minutes, self.capabilities)
        request = self._request(prompt, seconds, context)
        task_id = context.submission.provider_job_id or self._create(client, request, context)
        path = context.directory / f"track.{self._settings.format}"
        reply = collect(
            lambda: self._wait(client, task_id, context),
            path,
            AUDIO,
            VENDOR,
            should_stop=context.should_stop,
            allow_private_addresses=self._network.allow_private_addresses,
            policy=self._policy,
        )
        return GeneratedTrack(
            path=settle_track(path, seconds, VENDOR.label),
            provider_track_id=task_id,
            license_document_url=self._settings.terms_url,
            request_sha256=request.sha256,
            response_sha256=hashlib.sha256(reply.body).hexdigest(),
        )

    def _open(self) -> VendorClient:
        """Raises ProviderNotConfigured."""
        key = read_key(self._settings.api_key, VENDOR.key_setting)
        return VendorClient(
            VENDOR,
            self._settings.base_url,
            headers={"Authorization": f"Bearer {key}"},
            explain=explain,
            policy=self._policy,
        )

    def _request(self, prompt: str, seconds: float, context: GenerationContext) -> CreateRequest:
        text = fit_prompt(prompt, context.title, WORDLESS, most_characters=LONGEST_PROMPT)
        return CreateRequest(
            "/api/v1/tracks/compose",
            json={
                "prompt": {"text": f"{length_in_words(seconds)} of instrumental music. {text}"},
                "format": self._settings.format,
                "looping": False,
            },
        )

    def _create(self, client: VendorClient, request: CreateRequest, context: GenerationContext) -> str:
        reply = client.create(request, context.submission, should_stop=context.should_stop)
        task_id = client.parse_accepted(reply, _Started).task_id
        context.submission.accept(task_id)
        return task_id

    def _wait(self, client: VendorClient, task_id: str, context: GenerationContext) -> tuple[Reply, str]:
        """The reply that says that it is done, and the link in it."""

        def look() -> tuple[Reply, str] | None:
            path = f"/api/v1/tasks/{quote(task_id, safe='')}"
            reply, task = client.read(path, _Task, should_stop=context.should_stop)
            if task.status in _FAILED:
                raise BrokenReply(
                    sentence("Beatoven could not make this track; re-make it, or change its prompt", reply)
                )
            if task.status == _DONE and task.meta is not None and task.meta.track_url:
                return reply, task.meta.track_url
            return None

        return wait_for_piece(
            look,
            label=VENDOR.label,
            every_seconds=self._settings.poll_seconds,
            limit_seconds=self._settings.timeout_seconds,
            should_stop=context.should_stop,
        )


def length_in_words(seconds: float) -> str:
    """`3 minutes 30 seconds`: the only place where Beatoven looks for a length."""
    minutes, rest = divmod(round(seconds), 60)
    words = [f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in ((minutes, "minute"), (rest, "second"))]
    return " ".join(word for word, count in zip(words, (minutes, rest), strict=True) if count)


def explain(reply: Reply) -> ProviderError | None:
    """Beatoven documents 400, 401 and 500, and no form of the body: so its words are looked at."""
    if reply.status in (400, 403) and _ABOUT_MONEY.search(reply.words()):
        return balance_empty(VENDOR, reply)
    if reply.status == 404:
        return InvalidProviderRequest(
            sentence("Beatoven knows no such task; re-make this track, and check BEATOVEN_BASE_URL", reply)
        )
    return None


def _capabilities(settings: BeatovenSettings) -> MusicCapabilities:
    return MusicCapabilities(
        label=VENDOR.label,
        needs_key=True,
        makes_placeholders=False,
        uses_own_files=False,
        shortest_seconds=10.0,
        longest_seconds=300.0,
        price_per_track_usd=settings.price_per_track_usd,
        concurrency=settings.concurrency,
        is_length_exact=False,
        formats=(settings.format, *(form for form in ("wav", "mp3", "aac") if form != settings.format)),
        price_basis="pay as you go: 3 dollars a minute (third party, May 2026); set your own price",
        evidence=Evidence.UNVERIFIED,
        known_limits=(
            "The length is asked for in words; whether three to four minutes come at one go is not documented.",
            "Tracks far longer than asked for are faded out, those of less than two thirds of the length refused.",
            "Balance and quota cannot be asked for beforehand.",
            "The trial plan forbids publishing; API use is priced by agreement.",
        ),
        key_settings=(VENDOR.key_setting,),
        looks_at="key",
    )
