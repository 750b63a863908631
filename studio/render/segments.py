"""Makes the segments of a film that the cache lacks: draws and encodes them, and listens to the sound.

The sound is encoded first and heard while the pictures are made, joined as the film will join it. Where
its true peaks pass the ceiling after all, the pieces concerned are made again with more headroom.
"""

import dataclasses
import functools
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from studio.render.album import RenderProfile, RenderRequest, ShouldStop
from studio.render.arguments import PACKET_SAMPLES
from studio.render.drawing import Drawer, Drawing
from studio.render.ffmpeg import Command, EncoderProgress, Feed, Outcome, run_together
from studio.render.inspection.listening import Listening, plan_listening
from studio.render.inspection.loudness import SoundCurve, highest_peak_dbtp
from studio.render.inspection.memo import Memo
from studio.render.mp4 import CodedSamples, read_sound_samples, read_video_samples
from studio.render.plan import Segment, SegmentKind, SoundSegment
from studio.render.progress import ProgressSum
from studio.render.sound import more_headroom
from studio.render.store import SegmentStore
from studio.render.timeline import SAMPLE_RATE
from studio.render.work import WorkLog

# Seconds of one core that each kind of work costs, measured for 1080p with the preset veryfast: only
# their proportions count, for the progress.
_COST_VIDEO_FRAME = 0.05
_COST_SOUND_SECOND = 0.02
_COST_LISTENING_SECOND = 0.01
_PIXELS_1080P = 1920 * 1080

_SHARE_NAMES = {SegmentKind.LOOP: "loops", SegmentKind.OPENING: "openings", SegmentKind.JOIN: "joins"}
_LISTENING = "listening"
_SAMPLES = "samples"
_MOST_ROUNDS = 6
"""Headroom asked for is nearly always enough at once, and else doubled. What stays too loud the inspection tells."""

PlanSound = Callable[[Mapping[int, float]], tuple[SoundSegment, ...]]
"""The album's sound with so many dB of headroom by a piece's index."""


@dataclasses.dataclass(slots=True)
class MadeSegments:
    sounds: tuple[SoundSegment, ...]
    samples: dict[str, CodedSamples]
    """Every segment's under its key; those of sound that turned out too loud are among them, for the next time."""
    encoded: int


class SegmentMaker:
    """Makes segments for one film, `jobs` encoders with so many `threads` each side by side.

    Passing files lie in the folder `scratch`.
    """

    def __init__(
        self,
        request: RenderRequest,
        store: SegmentStore,
        *,
        ffmpeg: Path,
        memo: Memo,
        scratch: Path,
        jobs: int,
        threads: int,
        work: WorkLog,
        progress: ProgressSum,
        should_stop: ShouldStop,
    ) -> None:
        self._profile = request.profile
        self._visuals = {visual.sha256: visual.path for visual in request.visuals}
        self._store = store
        self._ffmpeg = ffmpeg
        self._memo = memo
        self._scratch = scratch
        self._jobs = jobs
        self._threads = threads
        self._work = work
        self._progress = progress
        self._should_stop = should_stop

    def make(self, plan_sound: PlanSound, pictures: Sequence[Segment]) -> MadeSegments:
        """Raises UnreadableMedia, the runner's errors, NotEnoughDisk and Stopped."""
        headroom: dict[int, float] = {}
        made = MadeSegments((), {}, 0)
        with tempfile.TemporaryDirectory(prefix=f"{_LISTENING}-", dir=self._scratch) as folder:
            for _ in range(_MOST_ROUNDS):
                made.sounds = plan_sound(headroom)
                lacking = self._lacking([*made.sounds, *pictures], made.samples)
                listening = self._encode(lacking, made, Path(folder))
                more = find_headroom(listening.read(), made.sounds, self._profile)
                if not more:
                    break
                for index, db in more.items():
                    had = headroom.get(index, 0.0)
                    headroom[index] = round(max(had + db, 2 * had), 2)
        return made

    def _lacking(
        self, segments: Sequence[Segment | SoundSegment], found: dict[str, CodedSamples]
    ) -> list[Segment | SoundSegment]:
        """Those that are in no file yet; the others are noted in `found`."""
        # Equal pieces of sound have equal keys.
        wanted = {segment.key: segment for segment in segments if segment.key not in found}
        with ThreadPoolExecutor(self._jobs) as pool:
            looked_for = dict(zip(wanted, pool.map(self._find, wanted.values()), strict=True))
        found |= {key: samples for key, samples in looked_for.items() if samples is not None}
        return [segment for key, segment in wanted.items() if key not in found]

    def _find(self, segment: Segment | SoundSegment) -> CodedSamples | None:
        path = self._store.find(segment.key, segment.suffix, self._should_stop)
        if path is None:
            return None
        values = self._memo.find(_SAMPLES, self._store.digest(path))
        return self._keep(self._read(segment, path)) if values is None else CodedSamples.from_arrays(path, values)

    def _encode(self, lacking: Sequence[Segment | SoundSegment], made: MadeSegments, folder: Path) -> Listening:
        """Encode what is lacking, and hear the sound as soon as there is all of it."""
        drawer = Drawer(
            self._visuals, self._profile, [segment.drawing for segment in lacking if isinstance(segment, Segment)]
        )
        listening: list[Listening] = []
        parts: list[Path] = []

        def follow() -> Sequence[Command]:
            if listening or any(sound.key not in made.samples for sound in made.sounds):
                return ()
            listening.append(self._listening(made, folder))
            return self._logged(listening[0].commands)

        def draw(drawing: Drawing) -> Feed:
            for frame in drawer.draw(drawing):
                yield frame.data

        def command(segment: Segment | SoundSegment) -> Command:
            part = self._store.new_part(segment.key, segment.suffix)
            parts.append(part)
            self._progress.add(segment.key, _cost(segment, self._profile))

            def keep(outcome: Outcome) -> Sequence[Command]:
                samples = self._read(segment, part)
                kept = self._store.put(part, segment.key, segment.suffix)
                made.samples[segment.key] = self._keep(dataclasses.replace(samples, path=kept))
                made.encoded += 1
                self._progress.set(segment.key, 1.0, segment.name)
                kind = _SHARE_NAMES[segment.kind] if isinstance(segment, Segment) else "sound"
                self._work.add(kind, outcome.cpu_seconds, outcome.wall_seconds)
                return follow()

            def advance(said: EncoderProgress) -> None:
                done = said.frame / segment.frames if isinstance(segment, Segment) else said.seconds / segment.seconds
                self._progress.set(segment.key, done, segment.name)

            return Command(
                segment.arguments(str(self._ffmpeg), self._profile, self._threads, str(part)),
                f"make the {segment.name}",
                advance,
                keep,
                functools.partial(draw, segment.drawing) if isinstance(segment, Segment) else None,
            )

        try:
            commands = [*follow(), *(command(segment) for segment in lacking)]
            run_together(commands, jobs=self._jobs, should_stop=self._should_stop)
        finally:
            for part in parts:
                part.unlink(missing_ok=True)
        return listening[0]

    def _read(self, segment: Segment | SoundSegment, path: Path) -> CodedSamples:
        return read_video_samples(path, self._profile.fps) if isinstance(segment, Segment) else read_sound_samples(path)

    def _keep(self, samples: CodedSamples) -> CodedSamples:
        """For the next time: to read them from the segment again takes longer than to copy it into the film."""
        self._memo.keep(_SAMPLES, self._store.digest(samples.path), samples.to_arrays())
        return samples

    def _listening(self, made: MadeSegments, folder: Path) -> Listening:
        return plan_listening(
            _packets(made),
            made.samples[made.sounds[0].key].headers,
            ffmpeg=self._ffmpeg,
            memo=self._memo,
            folder=folder,
        )

    def _logged(self, commands: Sequence[Command]) -> list[Command]:
        """Commands of a listening that are noted in work and progress."""
        heard = 0

        def logged(command: Command) -> Command:
            def note(outcome: Outcome) -> Sequence[Command] | None:
                nonlocal heard
                heard += 1
                self._work.add(_LISTENING, outcome.cpu_seconds, outcome.wall_seconds)
                self._progress.set(_LISTENING, heard / len(commands), "listening to the sound")
                return command.on_done(outcome) if command.on_done is not None else None

            return dataclasses.replace(command, on_done=note)

        return [logged(command) for command in commands]


def find_headroom(heard: SoundCurve, sounds: Sequence[SoundSegment], profile: RenderProfile) -> dict[int, float]:
    """By how many dB each piece, by its index, must be kept lower yet. Those that keep the ceiling are left out."""
    headroom = {}
    for sound in sounds:
        first, behind = sound.piece.first_packet, sound.piece.first_packet + sound.piece.packets
        peak = highest_peak_dbtp(heard, first * PACKET_SAMPLES / SAMPLE_RATE, behind * PACKET_SAMPLES / SAMPLE_RATE)
        more = 0.0 if peak is None else more_headroom(peak[0], profile)
        if more:
            headroom[sound.piece.index] = more
    return headroom


def listening_cost(seconds: float) -> dict[str, float]:
    """What hearing so much sound takes, for the progress."""
    return {_LISTENING: _COST_LISTENING_SECOND * seconds}


def _packets(made: MadeSegments) -> Iterator[bytes]:
    """The film's packets of sound."""
    for sound in made.sounds:
        yield from made.samples[sound.key].data(sound.piece.skipped_packets, sound.piece.packets)


def _cost(segment: Segment | SoundSegment, profile: RenderProfile) -> float:
    if isinstance(segment, Segment):
        return _COST_VIDEO_FRAME * segment.frames * profile.width * profile.height / _PIXELS_1080P
    return _COST_SOUND_SECOND * segment.seconds
