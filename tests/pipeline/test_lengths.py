"""Track lengths add up to the album's."""

from hypothesis import given
from hypothesis import strategies as st

from studio.pipeline.lengths import plan_track_seconds


@given(
    minutes=st.integers(1, 180),
    track_count=st.integers(1, 60),
    crossfade_seconds=st.floats(0, 10),
    seed=st.integers(0, 2**31),
)
def test_they_add_up_with_the_overlaps_taken_off(
    minutes: int, track_count: int, crossfade_seconds: float, seed: int
) -> None:
    lengths = plan_track_seconds(
        minutes=minutes, track_count=track_count, crossfade_seconds=crossfade_seconds, seed=seed
    )
    assert len(lengths) == track_count
    assert min(lengths) > 0
    assert abs(sum(lengths) - (track_count - 1) * crossfade_seconds - 60 * minutes) <= 0.5 + 1e-9


@given(minutes=st.integers(60, 78), seed=st.integers(0, 2**31))
def test_the_usual_album_has_tracks_of_three_to_four_minutes(minutes: int, seed: int) -> None:
    lengths = plan_track_seconds(minutes=minutes, track_count=20, crossfade_seconds=2, seed=seed)
    assert all(180 <= length <= 240 for length in lengths)


def test_they_vary_and_repeat_themselves_for_a_seed() -> None:
    first = plan_track_seconds(minutes=70, track_count=20, crossfade_seconds=2, seed=1)
    assert first == plan_track_seconds(minutes=70, track_count=20, crossfade_seconds=2, seed=1)
    assert first != plan_track_seconds(minutes=70, track_count=20, crossfade_seconds=2, seed=2)
    assert len(set(first)) > 5
