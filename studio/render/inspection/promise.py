"""What a film was promised to be: the plan that an inspection holds it to. Pure."""

from dataclasses import dataclass

from studio.render.album import RenderRequest
from studio.render.inspection.container import Chapter
from studio.render.inspection.words import clock
from studio.render.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Promise:
    request: RenderRequest
    timeline: Timeline
    expected_lufs: tuple[float | None, ...]
    """The loudness that each track was brought to; None for silence."""

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """One a track."""
        return tuple(
            Chapter(track.title, chapter.start_seconds, chapter.end_seconds)
            for track, chapter in zip(self.request.tracks, self.timeline.chapters, strict=True)
        )

    @property
    def is_lenient(self) -> bool:
        """Placeholders are silent and plain; that is no fault of theirs."""
        return self.request.is_rehearsal


def place_of(seconds: float, chapters: tuple[Chapter, ...]) -> str:
    """The track that has begun last, for people; empty where there are no chapters."""
    begun = [number for number, chapter in enumerate(chapters) if chapter.start_seconds <= max(seconds, 0)]
    if not begun:
        return ""
    return f"track {begun[-1] + 1}, {chapters[begun[-1]].title}"


def at(seconds: float, chapters: tuple[Chapter, ...]) -> str:
    """A moment in clock time, with its track."""
    place = place_of(seconds, chapters)
    return f"{clock(seconds)} ({place})" if place else clock(seconds)


def from_to(start_seconds: float, end_seconds: float, chapters: tuple[Chapter, ...]) -> str:
    """A stretch in clock time, with the track in which it begins."""
    place = place_of(start_seconds, chapters)
    return f"{clock(start_seconds)} to {clock(end_seconds)}" + (f" ({place})" if place else "")
