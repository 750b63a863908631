"""HTTP bodies about the album as it is heard and seen: waveforms and the timeline."""

from studio.schemas.values import View


class PeaksView(View):
    """A waveform."""

    duration_seconds: float
    peaks: list[float]
    """800 values of 0 to 1, full scale: the highest of each stretch of equal length."""


class TimelineEntryView(View):
    """One track with its visual, in seconds from the album's start. It is alone between the two solo times."""

    number: int
    title: str
    start_seconds: float
    solo_start_seconds: float
    solo_end_seconds: float
    end_seconds: float
    visual_take_id: int | None
    """None where the visual is not there yet."""


class TimelineView(View):
    """The album of the current takes; tracks that are not there yet are left out."""

    duration_seconds: float
    entries: list[TimelineEntryView]
    loudness_each_second: list[float] | None
    """Of the finished film, in LUFS, no lower than -70. None where there is no film."""
