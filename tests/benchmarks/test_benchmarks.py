"""The benchmark's arithmetic, and its smallest parts run for real. Nothing here measures the renderer."""

import dataclasses
import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from benchmarks import baselines, films, floor, inputs, ours, results, scale
from benchmarks.baselines import Baseline, linear_cost
from benchmarks.floor import EncoderSpeed
from benchmarks.measure import (
    ContenderFailed,
    Measurement,
    cpu_seconds_side_by_side,
    loads_per_second,
    measure_process,
    median_run,
)
from benchmarks.plot import bars, write_plot
from benchmarks.report import markdown, print_report, readable_time, write_report
from benchmarks.results import Machine, Render, Results
from benchmarks.run import needed_bytes
from benchmarks.scale import Album, album_of, even_album
from benchmarks.targets import Target, faster, floor_ratio, judge
from studio.render.album import Motion, RenderProfile, RenderTrack
from studio.render.ffmpeg import find_ffmpeg
from studio.render.work import WorkShare

FFMPEG = str(find_ffmpeg(None))
SMALL = RenderProfile(width=192, height=108, crossfade_seconds=0.5, video_bitrate_kbps=300)
MACHINE = Machine("A Processor", 2, 8_000_000_000, "Linux x86_64", "3.11.7", "n9.0.2")


def measured(wall_seconds: float, **changes: Any) -> Measurement:
    usual = Measurement(
        wall_seconds=wall_seconds,
        cpu_seconds=1.9 * wall_seconds,
        peak_rss_bytes=500_000_000,
        peak_pss_bytes=450_000_000,
        written_bytes=1_000_000,
        peak_disk_bytes=1_000_000,
        other_cpu_seconds=0.0,
        loads=(1.9, 1.8),
    )
    return dataclasses.replace(usual, **changes)


def render(album: Album, wall_seconds: float, *, encoded: int = 3, video: float = 100.0, **changes: Any) -> Render:
    work = {
        "loops": WorkShare("loops", video * 0.8, video * 0.8),
        "joins": WorkShare("joins", video * 0.2, video * 0.2),
        "film": WorkShare("film", 2.0, 6.0),
    }
    outcome = ours.RenderOutcome(4_000_000_000, 126_000, encoded, 7, work)
    return Render("a render", album, measured(wall_seconds, **changes), outcome)


def whole_results() -> Results:
    """A run in which every target is met."""
    album = album_of(70, 20, 2.0)
    short, long = even_album(2, 4.0, 2.0), even_album(2, 8.0, 2.0)
    found = Results(scale.FULL, album, 30, MACHINE, total_seconds=1000.0)
    for key, per_second in (
        (results.LOOPED, 2.5),
        (results.MOVIEPY, 6.0),
        (results.SINGLE_MOVING, 1.0),
        (results.SINGLE_STILL, 0.6),
    ):
        runs = [measured(per_second * each.solo_seconds + 3.0) for each in (short, long)]
        found.baselines[key] = Baseline(f"contender {key}", short, runs[0], long, runs[1])
    found.renders = {
        results.MOVING: render(album, 180.0, peak_disk_bytes=4_300_000_000),
        results.RETITLED: render(album, 9.0, encoded=0, written_bytes=4_010_000_000),
        results.REPLACED: render(album, 14.0),
        results.STILL: render(album, 90.0),
        results.PLAIN: render(album, 40.0),
        results.DOUBLED: render(album, 50.0, video=101.0),
        results.BRIEF: render(album, 30.0, peak_pss_bytes=200_000_000),
        results.LONG: render(album, 300.0, peak_pss_bytes=210_000_000),
    }
    found.arrival = measured(20.0)
    found.film = films.FilmFacts(126_000, 5940, 160_000_000, 240)
    found.encoder_speeds = [EncoderSpeed(0.04, 0.05, 0.02)] * 3
    found.copy_seconds = 5.0
    found.floor = floor.floor_of(album, 30, found.encoder_speeds[-2:], 5.0, 2)
    return found


def test_an_album_of_some_minutes_is_so_long() -> None:
    album = album_of(70, 20, 2.0)

    assert album.duration_seconds == pytest.approx(4200, abs=0.02)
    assert album.join_seconds == 38
    assert album.solo_seconds == pytest.approx(4162, abs=0.02)
    assert len(set(album.track_seconds)) == 20
    assert min(album.track_seconds) > 180


def test_tracks_start_a_crossfade_before_the_last_one_ends() -> None:
    assert Album((5.0, 6.0, 7.0), 2.0).start_seconds == (0.0, 3.0, 7.0)


@given(
    per_solo_second=st.floats(0.01, 10),
    per_visual=st.floats(0, 100),
    visuals=st.integers(2, 5),
    lengths=st.tuples(st.floats(4, 6), st.floats(7, 20)),
)
def test_a_linear_cost_is_found_again_from_two_albums(
    per_solo_second: float, per_visual: float, visuals: int, lengths: tuple[float, float]
) -> None:
    short, long = (even_album(visuals, seconds, 2.0) for seconds in lengths)
    costs = [per_solo_second * album.solo_seconds + per_visual * visuals for album in (short, long)]

    model = linear_cost(short, costs[0], long, costs[1])

    whole = album_of(70, 20, 2.0)
    assert model.of(whole) == pytest.approx(per_solo_second * whole.solo_seconds + per_visual * 20)


def test_two_albums_of_one_length_tell_nothing() -> None:
    album = even_album(2, 4.0, 2.0)

    with pytest.raises(ValueError, match="two lengths"):
        linear_cost(album, 1.0, album, 2.0)


def test_load_is_interpolated_to_whole_seconds() -> None:
    assert loads_per_second([(0.0, 0.0), (0.5, 1.0), (1.5, 2.0), (2.5, 4.0)]) == (1.5, 1.5)
    assert measured(10.0).load(2) == pytest.approx(0.95)


def test_short_runs_are_repeated_and_the_median_counts() -> None:
    walls = [3.0, 9.0, 5.0]

    assert median_run(lambda number: measured(walls[number]), lambda run: run).wall_seconds == 5.0
    assert median_run(lambda number: measured([60.0][number]), lambda run: run).wall_seconds == 60.0


def test_a_process_and_its_children_are_measured(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    child = f"open({str(folder / 'file')!r}, 'wb').write(bytes(3_000_000)); sum(range(3_000_000))"
    parent = f"import subprocess, sys, time; subprocess.run([sys.executable, '-c', {child!r}]); time.sleep(0.5)"

    found = measure_process([sys.executable, "-c", parent], tmp_path / "log", folders=[folder])

    assert found.wall_seconds > 0.5
    assert found.cpu_seconds > 0.02
    assert found.peak_rss_bytes > 5_000_000
    assert found.peak_memory_bytes <= found.peak_rss_bytes
    assert found.written_bytes is None or found.written_bytes >= 3_000_000
    assert found.peak_disk_bytes >= 3_000_000


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(ContenderFailed, match="no such luck"):
        measure_process([sys.executable, "-c", "raise SystemExit('no such luck')"], tmp_path / "log")
    with pytest.raises(ContenderFailed, match="status 1"):
        cpu_seconds_side_by_side([[sys.executable, "-c", "raise SystemExit(1)"]])


def test_every_target_is_met_where_it_is() -> None:
    targets = judge(whole_results())

    assert [target.name for target in targets if not target.is_met] == []
    assert {target.verdict for target in targets} == {"met"}


def test_nothing_measured_meets_nothing() -> None:
    targets = judge(Results(scale.FULL, album_of(70, 20, 2.0), 30, MACHINE))

    assert {target.verdict for target in targets[:-1]} == {"not measured"}


@pytest.mark.parametrize(
    ("key", "changed", "missed"),
    [
        (results.MOVING, {"wall_seconds": 400.0}, "faster than (a), moving pictures"),
        (results.STILL, {"wall_seconds": 120.0}, "faster than (b), still pictures"),
        (results.REPLACED, {"wall_seconds": 14.5}, "render again after one visual was replaced"),
        (results.STILL, {"peak_pss_bytes": 610_000_000}, "peak memory of the process tree, any render"),
        (results.MOVING, {"peak_disk_bytes": 4_570_000_000}, "peak disk of the first render"),
        (results.MOVING, {"cpu_seconds": 300.0}, "all cores busy over the first render"),
        (results.RETITLED, {"written_bytes": 4_300_000_000}, "bytes written over the film's size, nothing encoded"),
    ],
)
def test_a_missed_target_is_named(key: str, changed: dict[str, Any], missed: str) -> None:
    found = whole_results()
    slow = found.renders[key]
    found.renders[key] = dataclasses.replace(slow, measured=dataclasses.replace(slow.measured, **changed))

    assert missed in {target.name for target in judge(found) if target.is_met is False}


def test_a_title_change_that_encodes_is_missed() -> None:
    found = whole_results()
    found.renders[results.RETITLED] = render(found.album, 9.0, encoded=1)

    assert Target("render again after a title change", "0 segments encoded", "1 segments, 9.0 s", False) in judge(found)


def test_ratios_are_those_of_the_extrapolated_times() -> None:
    found = whole_results()
    looped = 2.5 * found.album.solo_seconds + 3.0 / 2 * 20

    assert faster(found, results.LOOPED, results.MOVING) == pytest.approx(looped / 180)
    # 4800 frames of loops, 1140 of joins, 4200 s of sound; two cores.
    assert found.floor is not None
    assert found.floor.wall_seconds == pytest.approx((4800 * 0.04 + 1140 * 0.05 + 4200 * 0.02) / 2 + 5, rel=1e-4)
    assert floor_ratio(found) == pytest.approx(180 / found.floor.wall_seconds)


def test_the_report_names_every_target_and_contender(tmp_path: Path) -> None:
    found = whole_results()
    write_report(found, tmp_path)
    write_plot(found, tmp_path / "results.png")
    terminal = Console(file=StringIO(), width=200)
    print_report(found, terminal)

    text = (tmp_path / "results.md").read_text(encoding="utf-8")
    for word in [target.name for target in judge(found)] + [each.label for each in found.baselines.values()]:
        assert word in text
    assert str(Path.home()) not in text
    # Every row of a table has as many cells as its header.
    for table in text.split("\n\n"):
        rows = [line for line in table.splitlines() if line.startswith("|")]
        assert len({row.count("|") for row in rows}) <= 1
    values = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert values["renders"]["moving"]["measured"]["wall_seconds"] == 180.0
    assert len(values["targets"]) == len(judge(found))
    assert (tmp_path / "results.png").read_bytes().startswith(b"\x89PNG")
    assert bars(found)[0][0] == "contender moviepy"


def test_a_run_of_nothing_is_reported_too(tmp_path: Path) -> None:
    nothing = Results(scale.QUICK, album_of(4, 4, 2.0), 30, MACHINE)
    write_plot(nothing, tmp_path / "results.png")

    assert "not measured" in markdown(nothing)


@pytest.mark.parametrize(
    ("seconds", "text"), [(8.04, "8.0 s"), (192, "3 min 12 s"), (9540, "2 h 39 min"), (5990, "99 min 50 s")]
)
def test_times_are_readable(seconds: float, text: str) -> None:
    assert readable_time(seconds) == text


def test_inputs_are_the_same_each_time() -> None:
    size = (96, 54)
    assert inputs.draw_picture(3, size).tobytes() == inputs.draw_picture(3, size).tobytes()
    assert inputs.draw_picture(3, size).tobytes() != inputs.draw_picture(4, size).tobytes()
    music = inputs.play_music(1, 2.0)
    assert music.shape == (96_000, 2)
    assert 0.2 < abs(music).max() <= 1
    assert (music == inputs.play_music(1, 2.0)).all()
    assert (music != inputs.play_music(2, 2.0)).any()


@pytest.mark.parametrize("contender", ["looped", "moving", "still"])
def test_a_single_command_makes_the_film_that_was_asked_for(contender: str, tmp_path: Path) -> None:
    pictures = [tmp_path / "one.png", tmp_path / "two.png"]
    tracks = [tmp_path / "one.wav", tmp_path / "two.wav"]
    for seed, (picture, track) in enumerate(zip(pictures, tracks, strict=True)):
        inputs.draw_picture(seed, (192, 108)).save(picture)
        inputs.write_track(track, seed, 2.0)
    album, target = even_album(2, 1.5, 0.5), tmp_path / "film.mp4"
    command = (
        baselines.looped_film(FFMPEG, pictures, tracks, album, SMALL, target)
        if contender == "looped"
        else baselines.single_film(FFMPEG, pictures, tracks, album, SMALL, target, is_moving=contender == "moving")
    )

    measure_process(command, tmp_path / "log")

    films.check_film(target, album, SMALL.fps)
    facts = films.read_film(target)
    assert facts.frames == 75
    assert facts.shortest_loop_frames is None
    with pytest.raises(films.NotTheFilm, match="asked for"):
        films.check_film(target, even_album(2, 1.9, 0.5), SMALL.fps)


def test_a_loop_is_seen_in_the_packets(tmp_path: Path) -> None:
    """Two seconds of a moving picture, shown three times without encoding them again."""
    once, film = tmp_path / "once.mp4", tmp_path / "film.mp4"
    source = ["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=30:duration=2"]
    encoder = ["-c:v", "libx264", "-g", "30", "-bf", "0", "-pix_fmt", "yuv420p"]
    for command in (
        [*source, *encoder, str(once)],
        ["-stream_loop", "2", "-i", str(once), "-c", "copy", str(film)],
    ):
        measure_process([FFMPEG, "-nostdin", "-loglevel", "error", *command], tmp_path / "log")

    facts = films.read_film(film)

    assert (facts.frames, facts.distinct_frames, facts.shortest_loop_frames) == (180, 60, 60)
    assert 0 < facts.repeated_bytes < once.stat().st_size


def test_the_bare_encoders_are_measured(tmp_path: Path) -> None:
    picture, track = tmp_path / "one.png", tmp_path / "one.wav"
    inputs.draw_picture(0, (192, 108)).save(picture)
    inputs.write_track(track, 0, 1.0)

    frames = floor.draw_raw_frames(tmp_path / "raw", [picture], SMALL, FFMPEG, cores=1)
    speed = floor.measure_encoders(frames, [track], SMALL, FFMPEG, cores=1)

    assert sum(path.stat().st_size for path in (*frames.loops, *frames.joins)) == floor.estimate_bytes(SMALL, 1)
    assert speed.frames_per_second(1) > 10
    assert speed.sound_cpu_seconds_per_second > 0


def test_a_request_takes_tracks_and_visuals_in_turn(tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        (tmp_path / name).write_bytes(name.encode())
    visuals = [ours.still(tmp_path / name, Motion.DRIFT) for name in ("one.png", "two.png")]
    track = RenderTrack(tmp_path / "one.wav", "one", 10.0, -18.0, -3.0, "digest")

    request = ours.make_request([track], visuals, even_album(3, 8.0, 2.0), SMALL)

    assert [each.duration_seconds for each in request.tracks] == [8.0] * 3
    assert [each.path.name for each in request.visuals] == ["one.png", "two.png", "one.png"]
    with pytest.raises(ValueError, match=r"11\.000 s are needed"):
        ours.make_request([track], visuals, even_album(3, 11.0, 2.0), SMALL)


def test_moviepy_is_told_everything_by_a_file(tmp_path: Path) -> None:
    album = even_album(2, 4.0, 2.0)
    target = tmp_path / "film.mp4"

    python, script, job = baselines.moviepy_film(
        Path("python"), [tmp_path / "1.png"] * 2, [tmp_path / "1.wav"] * 2, album, RenderProfile(), 2, target
    )

    told = json.loads(Path(job).read_text())
    assert (python, Path(script).name) == ("python", "moviepy_film.py")
    assert told["preset"] == "medium"
    assert told["encoder"][:4] == ["-profile:v", "high", "-b:v", "8000k"]
    assert told["track_seconds"] == [4.0, 4.0]


def test_a_full_run_needs_a_disk_that_people_have() -> None:
    assert 5e9 < needed_bytes(scale.FULL, RenderProfile(), 2) < 16e9
    assert needed_bytes(scale.QUICK, RenderProfile(), 2) < 4e9
