"""Runs the benchmark: one thing at a time, in an order that spreads the noise of the machine.

The baselines' short albums come in turn, all of one length before those of the next; the bare encoders
are measured at the beginning and on both sides of the studio's first render.
"""

import contextlib
import dataclasses
import os
import shutil
import statistics
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from benchmarks import baselines, floor, inputs, ours, results
from benchmarks.baselines import Baseline
from benchmarks.composing import measure_composing
from benchmarks.encoding import Arguments
from benchmarks.films import NotTheFilm, check_film, read_film
from benchmarks.measure import ContenderFailed, Measurement, measure_process, median_run
from benchmarks.ours import RenderOutcome
from benchmarks.painting import measure_painting
from benchmarks.results import Render, Results
from benchmarks.scale import Album, Scale, album_of, even_album
from studio.render.album import Motion, RenderProfile, RenderRequest, RenderTrack, RenderVisual, VisualJoin
from studio.stack.programs import LEAN_PROCESS

NAMES = ("looped", "single", "moviepy", "moving", "still", "clips", "double", "memory", "composing", "painting")
"""What can be run by itself. `moving` includes the floor and both re-renders."""

MOVIEPY_PYTHON = Path(__file__).parent / ".venv" / "bin" / "python"

_REPOSITORY = Path(__file__).parent.parent
_COPIES = 3
_DISK_MARGIN = 1.1

Say = Callable[[str], None]


class NoRoom(Exception):
    """The folder's disk has less space than the benchmark needs."""


def needed_bytes(scale: Scale, profile: RenderProfile, cores: int) -> int:
    """Disk that a whole run takes at most at one time."""
    album = _album(scale, profile)
    made = inputs.estimate_bytes(album.track_seconds, scale.clip_visuals, _long_track_seconds(scale, profile))
    raw = floor.estimate_bytes(profile, cores)
    # Two films of the moving album at once: while it is rendered again, and while it is copied.
    films = 2.2 * _film_bytes(album.duration_seconds, profile.video_bitrate_kbps, profile)
    long_film = 1.2 * _film_bytes(scale.long_hours * 3600, scale.memory_bitrate_kbps, profile)
    return int(_DISK_MARGIN * (made + raw + max(films, long_film)))


@dataclasses.dataclass(frozen=True, slots=True)
class _Contender:
    """A baseline, and the lengths of tracks of the two albums that it is measured on."""

    label: str
    track_seconds: tuple[float, float]
    command: Callable[[Album, Path], Arguments]


class Run:
    """One run in a folder that is its own."""

    def __init__(
        self, scale: Scale, profile: RenderProfile, folder: Path, ffmpeg: Path, ffmpeg_version: str, say: Say
    ) -> None:
        """Raises NoRoom."""
        self._scale = scale
        self._profile = profile
        self._folder = folder
        self._ffmpeg = ffmpeg
        self._say = say
        self._cores = os.cpu_count() or 1
        self._results = Results(scale, _album(scale, profile), profile.fps, results.describe_machine(ffmpeg_version))
        self._log = folder / "log.txt"
        needed, free = needed_bytes(scale, profile, self._cores), shutil.disk_usage(folder).free
        if free < needed:
            raise NoRoom(
                f"The benchmark needs {needed / 1e9:.0f} GB of disk, and {free / 1e9:.0f} GB are free; "
                f"free some, or name a folder on another disk with --folder."
            )

    def run(self, names: Collection[str]) -> Results:
        """Measure what is named, of NAMES. What fails is named in the results, and left out."""
        started = time.perf_counter()
        self._say("Making pictures, tracks and clips")
        self._inputs = inputs.make_inputs(
            self._folder / "inputs",
            self._results.album.track_seconds,
            self._scale.clip_visuals,
            _long_track_seconds(self._scale, self._profile),
            self._ffmpeg,
            self._cores,
        )
        if "moving" in names:
            self._raw = floor.draw_raw_frames(
                self._folder / "raw", self._inputs.pictures, self._profile, str(self._ffmpeg), self._cores
            )
            self._measure_encoders()
        self._measure_baselines(names)
        if {"moving", "still", "clips", "double", "memory"} & set(names):
            self._measure_arrival()
        steps = {
            "moving": self._measure_moving,
            "still": self._measure_still,
            "clips": self._measure_clips,
            "double": self._measure_double,
            "memory": self._measure_memory,
            "composing": self._measure_composing,
            "painting": self._measure_painting,
        }
        for name, measure in steps.items():
            if name in names:
                with self._failures_noted(name):
                    measure()
        self._results.total_seconds = time.perf_counter() - started
        return self._results

    def _measure_baselines(self, names: Collection[str]) -> None:
        """Two lengths each; contenders in turn."""
        contenders = self._contenders(names)
        measured: dict[str, list[tuple[Album, Measurement]]] = {key: [] for key in contenders}
        for length in range(2):
            for key, contender in contenders.items():
                seconds = contender.track_seconds[length]
                album = even_album(self._scale.short_visuals, seconds, self._profile.crossfade_seconds)
                target = self._folder / f"{key}.mp4"
                with self._failures_noted(contender.label):
                    run = self._measure_baseline(contender.command(album, target), album, target)
                    self._say(f"{contender.label}, {album.duration_seconds:g} s of film: {run.wall_seconds:.1f} s")
                    measured[key].append((album, run))
        for key, runs in measured.items():
            if len(runs) == 2:
                (short_album, short), (long_album, long) = runs
                self._results.baselines[key] = Baseline(contenders[key].label, short_album, short, long_album, long)

    def _measure_baseline(self, command: Arguments, album: Album, target: Path) -> Measurement:
        def run(number: int) -> Measurement:
            del number
            target.unlink(missing_ok=True)
            # MoviePy is to use the same program.
            measured = measure_process(command, self._log, environment={"FFMPEG_BINARY": str(self._ffmpeg)})
            check_film(target, album, self._profile.fps)
            return measured

        measured = median_run(run, lambda run: run)
        target.unlink()
        return measured

    def _contenders(self, names: Collection[str]) -> dict[str, _Contender]:
        """The baselines by their keys."""
        ffmpeg, profile, scale = str(self._ffmpeg), self._profile, self._scale
        pictures = self._inputs.pictures[: scale.short_visuals]
        tracks = self._inputs.tracks[: scale.short_visuals]
        contenders: dict[str, _Contender] = {}
        if "looped" in names:
            contenders[results.LOOPED] = _Contender(
                "(a) one FFmpeg command, looped stills, medium",
                scale.short_track_seconds,
                lambda album, target: baselines.looped_film(ffmpeg, pictures, tracks, album, profile, target),
            )
        if "single" in names:
            contenders[results.SINGLE_MOVING] = _Contender(
                f"(b) best FFmpeg command, moving, {profile.preset}",
                scale.single_track_seconds,
                lambda album, target: baselines.single_film(
                    ffmpeg, pictures, tracks, album, profile, target, is_moving=True
                ),
            )
            contenders[results.SINGLE_STILL] = _Contender(
                f"(b) best FFmpeg command, still, {profile.preset}",
                scale.single_track_seconds,
                lambda album, target: baselines.single_film(
                    ffmpeg, pictures, tracks, album, profile, target, is_moving=False
                ),
            )
        if "moviepy" in names and MOVIEPY_PYTHON.exists():
            contenders[results.MOVIEPY] = _Contender(
                "(c) MoviePy 2, still, medium",
                scale.short_track_seconds,
                lambda album, target: baselines.moviepy_film(
                    MOVIEPY_PYTHON, pictures, tracks, album, profile, self._cores, target
                ),
            )
        return contenders

    def _measure_encoders(self) -> None:
        speed = floor.measure_encoders(self._raw, self._inputs.tracks, self._profile, str(self._ffmpeg), self._cores)
        self._say(f"Bare encoders on all cores: {speed.frames_per_second(self._cores):.1f} frames a second")
        self._results.encoder_speeds.append(speed)

    def _measure_arrival(self) -> None:
        tracks = [*self._inputs.tracks, self._inputs.long_track]
        source, result = self._folder / "arrival.sources.json", self._folder / "arrival.tracks.json"
        # The long track belongs to another album, so it is not in the figure.
        measure_process(ours.measure_command(tracks[-1:], source, result), self._log, working_folder=_REPOSITORY)
        self._long_track = ours.read_tracks(result)
        self._results.arrival = measure_process(
            ours.measure_command(tracks[:-1], source, result), self._log, working_folder=_REPOSITORY
        )
        self._tracks = ours.read_tracks(result)
        self._say(f"Measuring {len(self._tracks)} tracks: {self._results.arrival.wall_seconds:.1f} s")

    def _measure_moving(self) -> None:
        """The first render, what a copy of its film costs, and both re-renders; then the floor."""
        album, folder = self._results.album, self._folder / results.MOVING
        visuals = self._stills(Motion.DRIFT)
        request = ours.make_request(self._tracks, visuals, album, self._profile)
        self._measure_encoders()
        self._render(results.MOVING, "first render, moving pictures", album, folder, lambda _: request)
        self._measure_encoders()
        (film,) = folder.glob("*.mp4")
        self._results.film = read_film(film)
        self._results.copy_seconds = statistics.median(_copy_seconds(film) for _ in range(_COPIES))
        self._say(f"Copying the film: {self._results.copy_seconds:.1f} s")
        self._results.floor = floor.floor_of(
            album,
            self._profile.fps,
            self._results.encoder_speeds[-2:],
            self._results.copy_seconds,
            self._cores,
        )
        middle = len(visuals) // 2

        def replaced(number: int) -> RenderRequest:
            spare = ours.still(self._inputs.spare_pictures[number], Motion.DRIFT)
            return dataclasses.replace(request, visuals=(*visuals[:middle], spare, *visuals[middle + 1 :]))

        def retitled(number: int) -> RenderRequest:
            return dataclasses.replace(request, title=f"Another Title {number + 1}")

        # In this order: after a render the cache holds what that film is made of, and nothing else.
        self._render(results.RETITLED, "render again, title changed", album, folder, retitled)
        self._render(results.REPLACED, "render again, one visual replaced", album, folder, replaced)
        shutil.rmtree(folder)

    def _measure_still(self) -> None:
        stills = self._stills(Motion.NONE)
        self._render_once(results.STILL, "first render, still pictures", self._tracks, stills, self._results.album)

    def _measure_clips(self) -> None:
        """A part of the album: clips of several sizes and rates, in turn."""
        count = self._scale.clip_visuals
        album = Album(self._results.album.track_seconds[:count], self._profile.crossfade_seconds)
        clips = [ours.clip(path) for path in self._inputs.clips]
        self._render_once(results.CLIPS, f"first render, {count} clips", self._tracks, clips, album)

    def _measure_double(self) -> None:
        """Twice the minutes with the same visuals: the same tracks, at half and at whole length."""
        count = self._scale.doubled_visuals
        seconds = min(track.duration_seconds for track in self._tracks)
        visuals = self._stills(Motion.DRIFT)[:count]
        for key, part, length in ((results.PLAIN, 0.5, "tracks cut to half"), (results.DOUBLED, 1, "whole tracks")):
            album = even_album(count, part * seconds, self._profile.crossfade_seconds)
            self._render_once(key, f"first render, {count} visuals, {length}", self._tracks, visuals, album)

    def _measure_memory(self) -> None:
        width, height = self._scale.memory_size
        rate = self._scale.memory_bitrate_kbps
        profile = dataclasses.replace(
            # So few bits would smear a crossfade.
            self._profile,
            width=width,
            height=height,
            video_bitrate_kbps=rate,
            visual_join=VisualJoin.CUT,
        )
        visuals = self._stills(Motion.NONE)
        for key, minutes, count in (
            (results.BRIEF, self._scale.brief_minutes, self._scale.visuals),
            (results.LONG, self._scale.long_hours * 60, self._scale.long_visuals),
        ):
            album = even_album(count, _track_seconds(minutes, count, profile), profile.crossfade_seconds)
            label = f"first render, {count} visuals, {height} lines"
            self._render_once(key, label, self._long_track, visuals, album, profile)

    def _measure_composing(self) -> None:
        self._results.composing = measure_composing(
            self._scale.composed_seconds, self._folder, self._log, _REPOSITORY, self._say
        )

    def _measure_painting(self) -> None:
        self._results.painting = measure_painting(
            self._scale.visuals, self._scale.clip_visuals, self._folder, self._log, _REPOSITORY, self._say
        )

    def _render_once(
        self,
        key: str,
        label: str,
        tracks: Sequence[RenderTrack],
        visuals: Sequence[RenderVisual],
        album: Album,
        profile: RenderProfile | None = None,
    ) -> None:
        """A first render into a folder of its own, with an empty cache; nothing of it is kept."""
        folder = self._folder / key
        request = ours.make_request(tracks, visuals, album, profile or self._profile)

        def fresh(number: int) -> RenderRequest:
            if number:
                shutil.rmtree(folder)
            return request

        self._render(key, label, album, folder, fresh)
        shutil.rmtree(folder)

    def _render(
        self, key: str, label: str, album: Album, folder: Path, request: Callable[[int], RenderRequest]
    ) -> None:
        """Render `request(number of the run)`, and again where it is short."""

        def run(number: int) -> tuple[Measurement, RenderOutcome]:
            wanted = request(number)
            target = folder / f"{key}-{number}.mp4"
            # The studio does this when a track arrives, while others are still being made.
            settled = measure_process(
                ours.settle_command(wanted, folder / "cache"), self._log, working_folder=_REPOSITORY
            )
            if key == results.MOVING:
                self._results.settling = settled
            command = ours.render_command(wanted, folder / "cache", target)
            measured = measure_process(
                command, self._log, folders=[folder], environment=LEAN_PROCESS, working_folder=_REPOSITORY
            )
            check_film(target, album, self._profile.fps)
            # As the studio does it: a film has its own name, and the one before goes when it is ready.
            for older in set(folder.glob("*.mp4")) - {target}:
                older.unlink()
            return measured, ours.read_outcome(folder / "cache")

        measured, outcome = median_run(run, lambda run: run[0])
        self._say(f"Studio, {label}, {album.duration_seconds / 60:.0f} min: {measured.wall_seconds:.1f} s")
        self._results.renders[key] = Render(label, album, measured, outcome)

    @contextlib.contextmanager
    def _failures_noted(self, name: str) -> Iterator[None]:
        """One contender's failure is no reason to lose what the others take twenty minutes to show."""
        try:
            yield
        except (ContenderFailed, NotTheFilm) as error:
            self._results.failures.append(f"{name} failed: {error}")
            self._say(self._results.failures[-1])

    def _stills(self, motion: Motion) -> tuple[RenderVisual, ...]:
        return tuple(ours.still(path, motion) for path in self._inputs.pictures)


def _album(scale: Scale, profile: RenderProfile) -> Album:
    return album_of(scale.minutes, scale.visuals, profile.crossfade_seconds)


def _track_seconds(minutes: float, count: int, profile: RenderProfile) -> float:
    """Length of each of so many equal tracks. They start at even intervals; the album is a crossfade longer."""
    return minutes * 60 / count + profile.crossfade_seconds


def _long_track_seconds(scale: Scale, profile: RenderProfile) -> float:
    """Enough for the memory's albums."""
    return 1 + max(
        _track_seconds(scale.long_hours * 60, scale.long_visuals, profile),
        _track_seconds(scale.brief_minutes, scale.visuals, profile),
    )


def _film_bytes(seconds: float, video_bitrate_kbps: int, profile: RenderProfile) -> float:
    return seconds * (video_bitrate_kbps + profile.audio_bitrate_kbps) * 1000 / 8


def _copy_seconds(film: Path) -> float:
    """From the page cache, as far as the film fits there, to the disk: until fsync returns."""
    copied = film.with_name("copy.mp4")
    os.sync()
    started = time.perf_counter()
    shutil.copyfile(film, copied)
    with copied.open("rb+") as file:
        os.fsync(file.fileno())
    seconds = time.perf_counter() - started
    copied.unlink()
    return seconds
