"""The person's own audio files as tracks: each at most once, in natural order of the file names.

The files are copied as they are. Their sound is measured, and compared with the album's other
tracks, by the pipeline when they arrive.
"""

import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path

import av
import av.error

from studio.errors import TrackTooShort, UnreadableMedia
from studio.providers.generation import GenerationContext
from studio.providers.music.base import GeneratedTrack, MusicCapabilities
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
_DEMUXERS_WITH_A_SURE_LENGTH = frozenset({"flac", "mov,mp4,m4a,3gp,3g2,mj2"})
"""Their headers state the length; others estimate it, and may be wrong about a whole file."""
_SMALLEST_WHOLE_SHARE = 0.9

_TRACK_NUMBER = re.compile(r"^(?:\d{1,3}\s*(?:[-–—)]|\.(?!\d))\s*|0\d{0,2}\s+)(?=.*[^\W\d_])")  # noqa: RUF001


class LibraryMusicProvider:
    """Takes the i-th audio file of the folder for place i of the album."""

    name = "library"
    capabilities = MusicCapabilities(
        label="Your own music",
        needs_key=False,
        makes_placeholders=False,
        uses_own_files=True,
        shortest_seconds=1.0,
        longest_seconds=3 * 3600.0,
        price_per_track_usd=0.0,
        concurrency=2,
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

    def _inspect(self, path: Path) -> "_Sound":
        sound = _read_sound(path)
        shortest = self._settings.shortest_track_seconds
        if sound.duration_seconds < shortest:
            raise TrackTooShort(
                f"{readable_name(path)} is {sound.duration_seconds:.1f} s long and a track needs at least "
                f"{shortest:g} s; replace it, or take it out of the folder."
            )
        return sound


@dataclass(frozen=True, slots=True)
class _Sound:
    duration_seconds: float
    tagged_title: str


def _read_sound(path: Path) -> _Sound:
    """Decode the first frame, and walk through the rest without decoding to see how long it really is."""
    name = readable_name(path)
    try:
        # An absolute path, because FFmpeg takes what stands before a colon for a protocol.
        with av.open(str(path.absolute()), metadata_errors="replace") as container:
            if not container.streams.audio:
                raise UnreadableMedia(
                    f"{name} holds no sound; replace it by an audio file or take it out of the folder."
                )
            stream = container.streams.audio[0]
            tags = {key.lower(): text for key, text in {**stream.metadata, **container.metadata}.items()}
            claimed_seconds = (container.duration or 0) / av.time_base
            has_sure_length = container.format.name in _DEMUXERS_WITH_A_SURE_LENGTH
            ticks, decodes = 0, False
            for packet in container.demux(stream):
                ticks += packet.duration or 0
                decodes = decodes or _decodes(packet)
            seconds = float(ticks * stream.time_base) if ticks and stream.time_base else claimed_seconds
    except (av.error.FFmpegError, OSError) as error:
        raise UnreadableMedia(
            f"{name} cannot be read as audio ({error.strerror}); replace it or take it out of the folder."
        ) from error
    if not decodes:
        raise UnreadableMedia(f"{name} cannot be decoded as audio; replace it, or convert it to WAV or FLAC first.")
    if has_sure_length and seconds < claimed_seconds * _SMALLEST_WHOLE_SHARE:
        raise UnreadableMedia(
            f"{name} is cut off: it says {claimed_seconds:.0f} s but holds {seconds:.0f} s; "
            "copy it again from its source or take it out of the folder."
        )
    return _Sound(duration_seconds=seconds, tagged_title=tags.get("title", ""))


def _decodes(packet: "av.Packet[av.AudioStream]") -> bool:
    try:
        return bool(packet.decode())
    except av.error.FFmpegError:
        return False  # the next packet may be whole: players, too, skip a damaged beginning


def clean_title(text: str) -> str:
    """One line of at most 100 characters without control characters and angle brackets."""
    visible = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(visible.replace("<", " ").replace(">", " ").split())[:_LONGEST_TITLE].rstrip()


def title_from_name(file_name: str) -> str:
    """`03_rain-on_glass.flac` becomes `rain-on glass`: no ending, no leading track number."""
    stem = clean_title(Path(file_name).stem.replace("_", " "))
    return _TRACK_NUMBER.sub("", stem) or stem
