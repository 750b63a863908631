"""A music provider that charges, takes its time, and counts what it was asked for in a file.

Track i is a tone of its own pitch, so that a listener can tell which one plays. Files in its folder of orders tell it
what to do: while `wait` is there nothing gets ready, or only the tracks before the number in it, while `deaf` is there
it does not listen when it is to stop, `refuse` holds the number of a track that it does not make, and `quota` how many
tracks it makes in all.
"""

import fcntl
import math
import time
import uuid
from decimal import Decimal
from pathlib import Path

import av
import numpy as np
from pydantic_settings import BaseSettings, SettingsConfigDict

from studio.errors import ContentRefused, ProviderBalanceEmpty, Stopped
from studio.providers.facts import MADE_HERE
from studio.providers.generation import GenerationContext
from studio.providers.music.base import GeneratedTrack, MusicCapabilities

SAMPLE_RATE = 48_000


def pitch_of(order_index: int) -> float:
    """Hertz; a minor third apart."""
    return 220.0 * 2 ** (order_index * 3 / 12)


class SlowHumSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SLOWHUM_", extra="ignore")

    ledger: Path
    seconds: float = 1.0
    orders: Path | None = None


class SlowHum:
    name = "slowhum"
    rights = MADE_HERE
    settings_type = SlowHumSettings
    capabilities = MusicCapabilities(
        label="Slow hum",
        needs_key=False,
        makes_placeholders=False,
        uses_own_files=False,
        shortest_seconds=1,
        longest_seconds=3600,
        price_per_track_usd=0.10,
        concurrency=4,
    )

    def __init__(self, settings: SlowHumSettings) -> None:
        self._settings = settings

    def check(self, *, track_count: int, own_files: Path | None) -> None:
        """Always ready."""

    def generate_track(self, prompt: str, duration_minutes: float, context: GenerationContext) -> GeneratedTrack:
        if self._orders("refuse") == str(context.order_index + 1):
            raise ContentRefused("Slow hum does not make this track. Change its prompt, or bring your own file.")
        job_id = context.submission.provider_job_id or self._create(context)
        ready_at = time.monotonic() + self._settings.seconds
        while time.monotonic() < ready_at or self._waits(context.order_index + 1):
            if context.should_stop() and self._orders("deaf") is None:
                raise Stopped("The hum was stopped.")
            time.sleep(0.05)
        path = context.directory / "hum.flac"
        write_tone(path, duration_minutes * 60, pitch_of(context.order_index))
        return GeneratedTrack(path=path, provider_track_id=job_id, license_document_url="https://example.org/licence")

    def _create(self, context: GenerationContext) -> str:
        """Written down: what is made in the ledger, what is refused beside it."""
        submission, quota = context.submission, self._orders("quota")
        submission.intend()
        with self._settings.ledger.open("a+") as ledger:
            fcntl.flock(ledger, fcntl.LOCK_EX)
            ledger.seek(0)
            is_refused = quota is not None and len(ledger.readlines()) >= int(quota)
            with self._settings.ledger.with_suffix(".refused").open("a") if is_refused else ledger as list_of_orders:
                list_of_orders.write(f"{context.order_index}\n")
        if is_refused:
            submission.refuse("quota used up")
            raise ProviderBalanceEmpty("Quota used up until 1 December. Add quota or choose another provider.")
        job_id = f"hum-{uuid.uuid4().hex}"
        submission.accept(job_id)
        submission.charge(Decimal("0.10"), "USD")
        return job_id

    def _waits(self, number: int) -> bool:
        first = self._orders("wait")
        return first is not None and number >= int(first or 1)

    def _orders(self, name: str) -> str | None:
        """What the file says; None where it is not there."""
        if self._settings.orders is None:
            return None
        try:
            return (self._settings.orders / name).read_text().strip()
        except FileNotFoundError:
            return None


def write_tone(path: Path, seconds: float, hertz: float) -> None:
    """It swells, each pitch in its own way, and is at its loudest at both ends."""
    count = round(seconds * SAMPLE_RATE)
    swells = np.random.default_rng(round(hertz)).uniform(0.3, 1.0, 41)
    swells[[0, 1, 2, -3, -2, -1]] = 1.0
    loudness = np.interp(np.linspace(0, 1, count), np.linspace(0, 1, swells.size), swells)
    wave = np.sin(np.arange(count) * (2 * math.pi * hertz / SAMPLE_RATE)) * loudness * 9000
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=SAMPLE_RATE, layout="mono")
        for start in range(0, count, 4096):
            frame = av.AudioFrame.from_ndarray(wave[start : start + 4096].astype(np.int16)[None], "s16", "mono")
            frame.sample_rate = SAMPLE_RATE
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
