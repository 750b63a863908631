"""The built-in composer as a music provider. It must not reach any network, and asks nothing of the ledger."""

import functools
from pathlib import Path

from studio.providers.facts import MADE_HERE
from studio.providers.generation import GenerationContext
from studio.providers.music.base import GeneratedTrack, MusicCapabilities
from studio.providers.music.composer.brief import read_brief
from studio.providers.music.composer.planning import plan_track
from studio.providers.music.composer.production import produce
from studio.providers.own_process import run_in_own_process
from studio.providers.whole_file import whole_or_gone


class ComposerProvider:
    """16-bit stereo FLAC at 48 kHz, composed for the prompt and for the track's place in the album."""

    name = "composer"
    rights = MADE_HERE
    capabilities = MusicCapabilities(
        label="Composer (made here)",
        needs_key=False,
        makes_placeholders=False,
        uses_own_files=False,
        shortest_seconds=1.0,
        longest_seconds=3600.0,
        price_per_track_usd=0.0,
        concurrency=2,
        formats=("flac",),
        known_limits=(
            "It plays synthesised instruments by rules: good company in the background, no substitute for musicians.",
        ),
    )

    def check(self, *, track_count: int, own_files: Path | None) -> None:
        """Nothing can be missing."""

    def generate_track(self, prompt: str, duration_minutes: float, context: GenerationContext) -> GeneratedTrack:
        """`duration_minutes` of music, to the nearest sample; the same bytes for the same prompt and seeds.

        Raises InvalidInput for a length outside the capabilities, Stopped, or NotEnoughDisk.
        """
        seconds = self.capabilities.seconds_of(duration_minutes, maker="The composer")
        with whole_or_gone(context.directory / "track.flac") as path:
            compose = functools.partial(
                _compose,
                prompt,
                path,
                seconds=seconds,
                album_seed=context.album_seed,
                order_index=context.order_index,
                album_size=context.album_size,
                seed=context.seed,
            )
            run_in_own_process(compose, context.should_stop)
        return GeneratedTrack(path=path, provider_track_id=None, license_document_url=None)


def _compose(
    prompt: str, path: Path, *, seconds: float, album_seed: int, order_index: int, album_size: int, seed: int
) -> None:
    brief = read_brief(prompt)
    plan = plan_track(
        brief, seconds=seconds, album_seed=album_seed, order_index=order_index, album_size=album_size, seed=seed
    )
    produce(plan, path)
