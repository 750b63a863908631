from dataclasses import replace
from pathlib import Path

import pytest

from studio.errors import InvalidInput
from studio.render.album import RenderProfile, RenderRequest, RenderTrack, RenderVisual, VisualKind
from studio.render.plan import ClipFacts, RenderPlan, SegmentKind, build_plan, gain_db
from studio.render.renderer import build_request_timeline

CLIPS = {"clip": ClipFacts(7.5, "bt709"), "long": ClipFacts(500.0, "auto")}


def track(number: int, seconds: float = 60.0, loudness: float | None = -20.0, peak: float | None = -8.0) -> RenderTrack:
    return RenderTrack(Path(f"/in/{number}.wav"), f"Track {number}", seconds, loudness, peak, f"track-{number}")


def visual(number: int, sha: str | None = None, kind: VisualKind = VisualKind.STILL) -> RenderVisual:
    return RenderVisual(Path(f"/in/{number}.png"), kind, sha or f"visual-{number}", True)


def album(count: int = 4, crossfade: float = 2.0, seconds: float = 61.37) -> RenderRequest:
    numbers = range(1, count + 1)
    profile = RenderProfile(crossfade_seconds=crossfade)
    tracks = tuple(track(number, seconds + number / 10) for number in numbers)
    return RenderRequest("Album", tracks, tuple(visual(number) for number in numbers), profile)


def planned(request: RenderRequest, version: str = "9") -> RenderPlan:
    return build_plan(request, build_request_timeline(request), CLIPS, version)


def keys(plan: RenderPlan) -> set[str]:
    return {segment.key for segment in plan.segments}


@pytest.mark.parametrize("crossfade", [0.0, 0.5, 2.0, 10.0])
@pytest.mark.parametrize("kind", list(VisualKind))
def test_the_pictures_add_up_and_each_join_begins_at_a_key_frame(crossfade: float, kind: VisualKind) -> None:
    request = album(crossfade=crossfade)
    visuals = tuple(replace(item, kind=kind, sha256=f"{item.sha256}") for item in request.visuals)
    clips = {item.sha256: ClipFacts(7.5, "bt709") for item in visuals}
    request = replace(request, visuals=visuals)
    timeline = build_request_timeline(request)
    plan = build_plan(request, timeline, clips, "9")
    frames = {segment.key: segment.frames for segment in plan.segments}
    loops = {segment.key for segment in plan.loops}
    assert sum(stretch.frames for stretch in plan.film) == timeline.total_frames
    for stretch in plan.film:
        if stretch.key in loops:
            assert stretch.frames % frames[stretch.key] % request.profile.fps == 0
        else:
            assert stretch.frames == frames[stretch.key]


def test_each_loop_starts_where_its_crossfade_ends() -> None:
    request = album()
    plan = planned(request)
    starts: dict[str, int] = {}
    frame = 0
    for stretch in plan.film:
        starts[stretch.key] = frame
        frame += stretch.frames
    assert [starts[loop.key] for loop in plan.loops] == [entry.solo_start_frame for entry in plan.timeline.entries]


def test_another_visual_changes_one_loop_and_its_two_joins() -> None:
    before = album()
    after = replace(before, visuals=(*before.visuals[:1], visual(9), *before.visuals[2:]))
    changed = keys(planned(after)) - keys(planned(before))
    kinds = [segment.kind for segment in planned(after).segments if segment.key in changed]
    assert kinds == [SegmentKind.LOOP, SegmentKind.JOIN, SegmentKind.JOIN]


def test_titles_and_places_change_nothing() -> None:
    before = album()
    tracks = tuple(
        replace(item, title=f"{item.title}!", path=Path("/moved") / item.path.name) for item in before.tracks
    )
    visuals = tuple(replace(item, path=Path("/moved") / item.path.name) for item in before.visuals)
    assert keys(planned(replace(before, title="Mix", tracks=tracks, visuals=visuals))) == keys(planned(before))


@pytest.mark.parametrize(
    "profile",
    [
        RenderProfile(width=1280, height=720),
        RenderProfile(fps=25),
        RenderProfile(video_bitrate_kbps=4000),
        RenderProfile(preset="faster"),
    ],
)
def test_another_profile_changes_every_picture(profile: RenderProfile) -> None:
    before = planned(album())
    after = planned(replace(album(), profile=profile))
    assert not keys(before) - {before.audio.key} & keys(after) - {after.audio.key}


def test_another_encoder_changes_everything() -> None:
    assert not keys(planned(album(), "9")) & keys(planned(album(), "10"))


def test_loudness_changes_the_sound_alone() -> None:
    before, after = planned(album()), planned(replace(album(), profile=RenderProfile(loudness_lufs=-16)))
    assert keys(before) ^ keys(after) == {before.audio.key, after.audio.key}


def test_a_visual_used_twice_is_encoded_once() -> None:
    request = replace(album(2), visuals=(visual(1, "same"), visual(2, "same")))
    assert len(planned(request).loops) == 1


def test_a_short_stretch_needs_no_whole_loop() -> None:
    plan = planned(album(count=2, crossfade=0.5, seconds=3.0))
    assert [loop.frames for loop in plan.loops] == [60, 60]


def test_a_long_clip_is_encoded_only_as_far_as_it_is_shown() -> None:
    request = replace(album(1), visuals=(visual(1, "long", VisualKind.CLIP),))
    plan = planned(request)
    assert plan.timeline.total_frames <= plan.loops[0].frames < plan.timeline.total_frames + 30


def test_a_clip_of_less_than_a_second_is_refused_by_name() -> None:
    request = replace(album(1), visuals=(visual(1, "short", VisualKind.CLIP),))
    with pytest.raises(InvalidInput, match=r"1\.png is 0\.4 s long"):
        build_plan(request, build_request_timeline(request), {"short": ClipFacts(0.4, "auto")}, "9")


def test_every_track_needs_a_visual() -> None:
    with pytest.raises(InvalidInput, match="4 tracks need as many visuals, but there are 3"):
        planned(replace(album(), visuals=album().visuals[:3]))


@pytest.mark.parametrize(
    ("loudness", "peak", "expected"),
    [(-20.0, -12.0, 6.0), (-20.0, -3.0, 2.0), (-8.0, 0.5, -6.0), (None, None, 0.0), (-20.0, float("-inf"), 6.0)],
)
def test_the_gain_meets_the_loudness_below_the_ceiling(
    loudness: float | None, peak: float | None, expected: float
) -> None:
    assert gain_db(track(1, loudness=loudness, peak=peak), RenderProfile()) == pytest.approx(expected)
