import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import InvalidInput
from studio.render.timeline import build_timeline

RATES = st.sampled_from([24, 25, 30, 60])
CROSSFADES = st.floats(0, 10)
DURATIONS = st.lists(st.floats(22.1, 400), min_size=1, max_size=60)


@given(durations=DURATIONS, fps=RATES, crossfade=CROSSFADES)
def test_tracks_overlap_by_the_crossfade_and_fill_the_album(durations: list[float], fps: int, crossfade: float) -> None:
    timeline = build_timeline(durations, fps=fps, crossfade_seconds=crossfade)
    assert timeline.overlap_frames == round(crossfade * fps)
    assert timeline.entries[0].start_frame == 0
    assert timeline.entries[-1].end_frame == timeline.total_frames
    for entry, following in zip(timeline.entries, timeline.entries[1:], strict=False):
        assert following.start_frame == entry.end_frame - timeline.overlap_frames == entry.solo_end_frame
        assert following.solo_start_frame == entry.end_frame
        assert following.overlap_before_frames == entry.overlap_after_frames == timeline.overlap_frames
    assert timeline.entries[0].overlap_before_frames == timeline.entries[-1].overlap_after_frames == 0


@given(durations=DURATIONS, fps=RATES, crossfade=CROSSFADES)
def test_frames_and_samples_agree_and_no_track_is_stretched(durations: list[float], fps: int, crossfade: float) -> None:
    timeline = build_timeline(durations, fps=fps, crossfade_seconds=crossfade)
    for entry, duration in zip(timeline.entries, durations, strict=True):
        assert entry.samples * fps == entry.frames * 48_000
        assert entry.start_sample * fps == entry.start_frame * 48_000
        assert 0 <= duration * 48_000 - entry.samples + 0.5 < 48_000 / fps + 1
        assert entry.solo_end_frame - entry.solo_start_frame >= fps
    assert timeline.total_samples == timeline.entries[-1].end_sample


@given(durations=DURATIONS, fps=RATES, crossfade=CROSSFADES)
def test_chapters_meet_and_cover_the_album(durations: list[float], fps: int, crossfade: float) -> None:
    timeline = build_timeline(durations, fps=fps, crossfade_seconds=crossfade)
    chapters = timeline.chapters
    assert len(chapters) == len(durations)
    assert chapters[0].start_seconds == 0
    assert chapters[-1].end_frame == timeline.total_frames
    assert all(earlier.end_frame == later.start_frame for earlier, later in itertools.pairwise(chapters))


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_a_length_that_is_whole_frames_is_kept_whole(fps: int) -> None:
    # 0.1 + 0.2 is a little more than 0.3, and 3 - 1e-9 a little less than 3.
    timeline = build_timeline([3.0, 3 - 1e-9, 2.9 + 0.1], fps=fps, crossfade_seconds=0.5)
    assert [entry.frames for entry in timeline.entries] == [3 * fps] * 3


def test_a_short_track_is_refused_by_its_number() -> None:
    with pytest.raises(InvalidInput, match=r"Track 2 is 4\.0 s long.*at least 5\.0 s"):
        build_timeline([60, 4, 60], fps=30, crossfade_seconds=2)


@pytest.mark.parametrize(
    ("durations", "fps", "crossfade", "words"),
    [
        ([], 30, 2.0, "1 to 60 tracks"),
        ([30.0] * 61, 30, 2.0, "61 were given"),
        ([30.0], 29, 2.0, "choose 24, 25, 30 or 60"),
        ([30.0], 30, 10.5, "0 to 10 s"),
        ([30.0], 30, -1.0, "0 to 10 s"),
        ([float("nan")], 30, 2.0, "not a length"),
    ],
)
def test_what_makes_no_album_is_refused(durations: list[float], fps: int, crossfade: float, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        build_timeline(durations, fps=fps, crossfade_seconds=crossfade)
