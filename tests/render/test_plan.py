from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.errors import InvalidInput
from studio.render.album import (
    ClipLoop,
    Motion,
    RenderProfile,
    RenderRequest,
    RenderTrack,
    RenderVisual,
    VisualJoin,
    VisualKind,
)
from studio.render.plan import ClipFacts, PicturePlan, SegmentKind, plan_pictures
from studio.render.renderer import build_request_timeline
from studio.render.title_card import CARD_SECONDS

CLIPS = {"clip": ClipFacts(7.5), "long": ClipFacts(500.0)}


def track(number: int, seconds: float = 60.0) -> RenderTrack:
    return RenderTrack(Path(f"/in/{number}.wav"), f"Track {number}", seconds, -20.0, -8.0, f"track-{number}")


def visual(
    number: int, sha: str | None = None, kind: VisualKind = VisualKind.STILL, motion: Motion = Motion.DRIFT
) -> RenderVisual:
    return RenderVisual(Path(f"/in/{number}.png"), kind, sha or f"visual-{number}", motion)


def album(count: int = 4, crossfade: float = 2.0, seconds: float = 61.37) -> RenderRequest:
    numbers = range(1, count + 1)
    profile = RenderProfile(crossfade_seconds=crossfade)
    tracks = tuple(track(number, seconds + number / 10) for number in numbers)
    return RenderRequest("Album", tracks, tuple(visual(number) for number in numbers), profile)


def planned(request: RenderRequest, version: str = "9") -> PicturePlan:
    clips = {item.sha256: CLIPS.get(item.sha256, CLIPS["clip"]) for item in request.visuals}
    return plan_pictures(request, build_request_timeline(request), clips, version)


def keys(plan: PicturePlan) -> set[str]:
    return {segment.key for segment in plan.segments}


def key_frames(plan: PicturePlan, key: str, gop: int) -> set[int]:
    """Where the encoder puts key frames: regularly after each forced one."""
    segment = next(item for item in plan.segments if item.key == key)
    found, last = {0}, 0
    for frame in range(1, segment.frames):
        if frame in segment.key_frames or frame - last == gop:
            found.add(frame)
            last = frame
    return found


@settings(max_examples=200)
@given(
    seconds=st.lists(st.floats(6, 400), min_size=1, max_size=12),
    crossfade=st.sampled_from([0.0, 0.5, 1.37, 2.0]),
    fps=st.sampled_from([24, 25, 30, 60]),
    gop_seconds=st.sampled_from([0.5, 1.0, 2.0]),
    kind=st.sampled_from(list(VisualKind)),
    join=st.sampled_from(list(VisualJoin)),
    loop=st.sampled_from(list(ClipLoop)),
    motion=st.sampled_from(list(Motion)),
    has_cards=st.booleans(),
)
def test_the_pictures_add_up_and_every_cut_is_at_a_key_frame(
    seconds: list[float],
    crossfade: float,
    fps: int,
    gop_seconds: float,
    kind: VisualKind,
    join: VisualJoin,
    loop: ClipLoop,
    motion: Motion,
    has_cards: bool,
) -> None:
    profile = RenderProfile(
        fps=fps,
        crossfade_seconds=crossfade,
        gop_seconds=gop_seconds,
        visual_join=join,
        clip_loop=loop,
        has_title_cards=has_cards,
    )
    tracks = tuple(track(number, length) for number, length in enumerate(seconds, start=1))
    visuals = tuple(visual(number, kind=kind, motion=motion) for number in range(1, len(seconds) + 1))
    request = RenderRequest("Album", tracks, visuals, profile)
    timeline = build_request_timeline(request)
    plan = planned(request)
    frames = {segment.key: segment.frames for segment in plan.segments}
    assert len(frames) == len(plan.segments)
    assert sum(stretch.frames for stretch in plan.film) == timeline.total_frames
    gop = round(gop_seconds * fps)
    for stretch in plan.film:
        starts = key_frames(plan, stretch.key, gop)
        assert stretch.first in starts
        end = stretch.first + stretch.frames
        assert end in {*starts, frames[stretch.key]}
        assert stretch.frames > 0


def starts_of(plan: PicturePlan) -> dict[str, int]:
    """The film's frame at which each segment is first shown."""
    starts: dict[str, int] = {}
    frame = 0
    for stretch in plan.film:
        starts.setdefault(stretch.key, frame)
        frame += stretch.frames
    return starts


def test_each_loop_starts_where_its_crossfade_ends_and_each_join_is_the_overlap() -> None:
    request = album()
    plan = planned(request)
    starts = starts_of(plan)
    entries = build_request_timeline(request).entries
    loops = [segment for segment in plan.segments if segment.kind is SegmentKind.LOOP]
    joins = [segment for segment in plan.segments if segment.kind is SegmentKind.JOIN]
    begins = [entry.solo_start_frame for entry in entries]
    assert [starts[loop.key] for loop in loops[::2]] == begins
    assert [starts[loop.key] for loop in loops[1::2]] == [begin + 120 for begin in begins]
    assert [starts[join.key] for join in joins] == [entry.start_frame for entry in entries[1:]]
    assert {join.frames for join in joins} == {60}
    assert {loop.frames for loop in loops} == {120}


def test_a_cut_comes_in_the_middle_of_the_overlap() -> None:
    request = replace(album(), profile=RenderProfile(visual_join=VisualJoin.CUT))
    plan = planned(request)
    entries = build_request_timeline(request).entries
    assert sorted(starts_of(plan).values())[::2] == [0, *(entry.start_frame + 30 for entry in entries[1:])]


def test_title_cards_open_each_visual() -> None:
    request = replace(album(), profile=RenderProfile(has_title_cards=True))
    openings = [segment for segment in planned(request).segments if segment.kind is SegmentKind.OPENING]
    assert [opening.frames for opening in openings] == [CARD_SECONDS * 30] * 4


def test_another_visual_changes_its_loop_and_its_two_joins() -> None:
    before = album()
    after = replace(before, visuals=(*before.visuals[:1], visual(9), *before.visuals[2:]))
    changed = keys(planned(after)) - keys(planned(before))
    kinds = [segment.kind for segment in planned(after).segments if segment.key in changed]
    assert sorted(kinds) == [SegmentKind.JOIN] * 2 + [SegmentKind.LOOP] * 2


def test_titles_and_places_change_nothing() -> None:
    before = album()
    tracks = tuple(
        replace(item, title=f"{item.title}!", path=Path("/moved") / item.path.name) for item in before.tracks
    )
    visuals = tuple(replace(item, path=Path("/moved") / item.path.name) for item in before.visuals)
    assert keys(planned(replace(before, title="Mix", tracks=tracks, visuals=visuals))) == keys(planned(before))


def test_with_cards_a_title_changes_its_opening_alone() -> None:
    before = replace(album(), profile=RenderProfile(has_title_cards=True))
    tracks = (replace(before.tracks[0], title="Another"), *before.tracks[1:])
    changed = keys(planned(replace(before, tracks=tracks))) ^ keys(planned(before))
    assert len(changed) == 2


@pytest.mark.parametrize(
    "profile",
    [
        RenderProfile(width=1280, height=720),
        RenderProfile(fps=25),
        RenderProfile(video_bitrate_kbps=4000),
        RenderProfile(preset="faster"),
        RenderProfile(gop_seconds=0.5),
        RenderProfile(has_vignette=True),
        RenderProfile(has_film_grain=True),
    ],
)
def test_another_profile_changes_every_picture(profile: RenderProfile) -> None:
    assert not keys(planned(album())) & keys(planned(replace(album(), profile=profile)))


def test_another_encoder_changes_everything() -> None:
    assert not keys(planned(album(), "9")) & keys(planned(album(), "10"))


def test_loudness_changes_no_picture() -> None:
    assert keys(planned(album())) == keys(planned(replace(album(), profile=RenderProfile(loudness_lufs=-16))))


def test_a_visual_used_twice_is_encoded_once_where_it_is_cut_alike() -> None:
    request = album(2)
    request = replace(request, tracks=(track(1, 60), track(2, 60)), visuals=(visual(1, "same"), visual(2, "same")))
    assert [segment.kind for segment in planned(request).segments] == [SegmentKind.LOOP] * 2 + [SegmentKind.JOIN]


def test_a_short_stretch_needs_no_whole_loop() -> None:
    plan = planned(album(count=2, crossfade=0.5, seconds=3.0))
    assert [segment.frames for segment in plan.segments if segment.kind is SegmentKind.LOOP] == [78, 81]


def test_where_nothing_moves_one_group_of_pictures_is_enough() -> None:
    request = replace(album(1), visuals=(visual(1, motion=Motion.NONE),))
    assert [segment.frames for segment in planned(request).segments] == [30]


def test_a_long_clip_is_encoded_only_as_far_as_it_is_shown() -> None:
    request = replace(album(1), visuals=(visual(1, "long", VisualKind.CLIP),))
    total = build_request_timeline(request).total_frames
    assert planned(request).segments[0].frames == total


def test_a_clip_of_less_than_a_second_is_refused_by_name() -> None:
    request = replace(album(1), visuals=(visual(1, "short", VisualKind.CLIP),))
    with pytest.raises(InvalidInput, match=r"1\.png is 0\.4 s long"):
        plan_pictures(request, build_request_timeline(request), {"short": ClipFacts(0.4)}, "9")


def test_every_track_needs_a_visual() -> None:
    with pytest.raises(InvalidInput, match="4 tracks need as many visuals, but there are 3"):
        planned(replace(album(), visuals=album().visuals[:3]))
