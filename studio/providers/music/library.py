"""The person's own audio files as tracks: each at most once, in natural order of the file names.

The files are copied as they are. Their sound is measured, and compared with the album's other
tracks, by the pipeline when they arrive.
"""

import dataclasses
import re
from pathlib import Path

from studio.errors import TrackTooShort
from studio.providers.facts import OWN_FILES
from studio.providers.generation import GenerationContext
from studio.providers.music.base import GeneratedTrack, MusicCapabilities
from studio.providers.music.sound import Sound, read_sound
from studio.providers.own_files import (
    FileKind,
    copy_own_file,
    find_own_files,
    readable_name,
    refuse_copies,
)
from studio.settings import LibrarySettings

_SUFFIXES = frozenset({
    ".aac", ".ac3", ".aif", ".aifc", ".aiff", ".alac", ".amr", ".ape", ".au", ".caf", ".dff", ".dsf",
    ".eac3", ".flac", ".m4a", ".m4b", ".mka", ".mp2", ".mp3", ".mpc", ".oga", ".ogg", ".opus", ".ra",
    ".snd", ".spx", ".tak", ".tta", ".w64", ".wav", ".weba", ".wma", ".wv",
})  # fmt: skip

AUDIO_FILES = FileKind(
    plural="audio files",
    suffixes=_SUFFIXES,
    option="--own-tracks DIR",
)

_LONGEST_TITLE = 100
_TRACK_NUMBER = re.compile(r"^(?:\d{1,3}\s*(?:[-–—)]|\.(?!\d))\s*|0\d{0,2}\s+)(?=.*[^\W\d_])")  # noqa: RUF001


class LibraryMusicProvider:
    """Takes the i-th audio file of the folder for place i of the album."""

    name = "library"
    rights = OWN_FILES
    capabilities = MusicCapabilities(
        label="Your own music",
        needs_key=False,
        makes_placeholders=False,
        uses_own_files=True,
        shortest_seconds=1.0,
        longest_seconds=3 * 3600.0,
        price_per_track_usd=0.0,
        concurrency=2,
        formats=tuple(sorted(suffix.removeprefix(".") for suffix in _SUFFIXES)),
    )

    def __init__(self, settings: LibrarySettings) -> None:
        self._settings = settings

    def check(self, *, track_count: int, own_files: Path | None) -> None:
        """Look at the files of the first `track_count` places.

        Raises MissingMedia (no folder, or too few files), UnreadableMedia, TrackTooShort or
        DuplicateMedia; the message names the file.
        """
        files = find_own_files(own_files, AUDIO_FILES).first(track_count)
        refuse_copies(files)
        for path in files:
            self._inspect(path)

    def generate_track(self, prompt: str, duration_minutes: float, context: GenerationContext) -> GeneratedTrack:
        """A copy of the file for this place. Prompt and length do not matter: the file is what it is.

        Raises what `check` raises for this one file, Stopped, or NotEnoughDisk.
        """
        source = find_own_files(context.own_files, AUDIO_FILES).first(context.order_index + 1)[-1]
        track = self.accept(source)
        return dataclasses.replace(track, path=copy_own_file(source, context.directory, context.should_stop))

    def accept(self, path: Path) -> GeneratedTrack:
        """One file, checked as those of a folder are, as a track. Raises UnreadableMedia or TrackTooShort."""
        sound = self._inspect(path)
        return GeneratedTrack(
            path=path,
            provider_track_id=readable_name(path),
            license_document_url=None,
            title=clean_title(sound.tagged_title) or title_from_name(readable_name(path)),
        )

    def _inspect(self, path: Path) -> Sound:
        sound = read_sound(path)
        shortest = self._settings.shortest_track_seconds
        if sound.duration_seconds < shortest:
            raise TrackTooShort(
                f"{readable_name(path)} is {sound.duration_seconds:.1f} s long and a track needs at least "
                f"{shortest:g} s; replace it, or take it out of the folder."
            )
        return sound


def clean_title(text: str) -> str:
    """One line of at most 100 characters without control characters and angle brackets."""
    visible = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(visible.replace("<", " ").replace(">", " ").split())[:_LONGEST_TITLE].rstrip()


def title_from_name(file_name: str) -> str:
    """`03_rain-on_glass.flac` becomes `rain-on glass`: no ending, no leading track number."""
    stem = clean_title(Path(file_name).stem.replace("_", " "))
    return _TRACK_NUMBER.sub("", stem) or stem
