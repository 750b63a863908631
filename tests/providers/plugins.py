"""Example providers as another package would bring them, and a way to install such a package."""

import sys
import textwrap
from pathlib import Path

import pytest

MUSIC_PLUGIN = '''
import wave

from pydantic_settings import BaseSettings, SettingsConfigDict

from studio.errors import Stopped
from studio.providers.facts import MADE_HERE
from studio.providers.music.base import GeneratedTrack, MusicCapabilities


class TapeDeckSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="TAPEDECK_", extra="ignore")
    sample_rate: int


class TapeDeck:
    """A short hum whose pitch follows the seed."""

    settings_type = TapeDeckSettings
    name = "tapedeck"
    rights = MADE_HERE
    capabilities = MusicCapabilities(
        label="Tape deck", needs_key=False, makes_placeholders=False, uses_own_files=False,
        shortest_seconds=0.1, longest_seconds=60, price_per_track_usd=0.0, concurrency=1,
    )

    def __init__(self, settings):
        self.sample_rate = settings.sample_rate

    def check(self, *, track_count, own_files):
        pass

    def generate_track(self, prompt, duration_minutes, context):
        if context.should_stop():
            raise Stopped("stopped")
        path = context.directory / "hum.wav"
        period = 40 + context.seed % 97 + context.order_index
        with wave.open(str(path), "wb") as track:
            track.setnchannels(1), track.setsampwidth(2), track.setframerate(self.sample_rate)
            frames = round(duration_minutes * 60 * self.sample_rate)
            track.writeframes(b"".join(
                (8000 if i // period % 2 else -8000).to_bytes(2, "little", signed=True) for i in range(frames)
            ))
        return GeneratedTrack(path=path, provider_track_id=None, license_document_url=None)
'''

VISUAL_PLUGIN = '''
from PIL import Image

from studio.errors import Stopped
from studio.providers.facts import MADE_HERE
from studio.providers.visual.base import GeneratedVisual, VisualCapabilities


class Swatch:
    """One plain colour that follows the seed."""

    name = "swatch"
    rights = MADE_HERE
    capabilities = VisualCapabilities(
        label="Swatch", needs_key=False, makes_placeholders=False, uses_own_files=False, makes_stills=True,
        makes_loops=False, price_per_visual_usd=0.0, concurrency=1,
    )

    def check(self, *, visual_count, own_files):
        pass

    def generate_visual(self, prompt, context):
        if context.should_stop():
            raise Stopped("stopped")
        path = context.directory / "swatch.png"
        colour = (context.seed % 256, context.seed // 256 % 256, context.order_index)
        Image.new("RGB", (1920, 1080), colour).save(path)
        return GeneratedVisual(path=path, provider_image_id=None)
'''


def install_plugin(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, package: str, source: str, group: str, entry_points: str
) -> None:
    """Lay the package out as pip does, metadata included, and put the folder on the path."""
    metadata = folder / f"{package}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (folder / f"{package}.py").write_text(textwrap.dedent(source))
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[{group}]\n{entry_points}\n")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, package, raising=False)
