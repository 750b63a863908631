"""The joins of an album as a short film: some seconds around each crossfade, small and quick.

It is for the ear and the eye before the whole film is rendered: what two neighbours sound and look like
together. It is no film to publish: it seeks in the tracks, so it may be some hundredths of a second off,
and a track's limiter is left out.
"""

import dataclasses
import functools
import math
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.errors import InvalidInput
from studio.render.album import RenderProfile, RenderRequest, RenderTrack, ShouldStop, VideoEncoder, VisualJoin
from studio.render.arguments import HEARD_FORMAT, PACKET_SAMPLES, RESAMPLE, Arguments, encode_arguments, path_argument
from studio.render.drawing import Drawer, Drawing, JoinDrawing, SceneDrawing
from studio.render.ffmpeg import Command, Feed, run_together
from studio.render.mp4 import (
    FilmChapter,
    SoundStretch,
    VideoStretch,
    read_sound_samples,
    read_video_samples,
    write_film,
)
from studio.render.plan import ClipFacts, ShownVisual, plan_visuals
from studio.render.sound import guess_level
from studio.render.store import sync_file, sync_folder
from studio.render.timeline import SAMPLE_RATE, Timeline, build_timeline

EXCERPT_SECONDS = 6.0
"""At least so much is shown of each join."""

_WIDTH, _HEIGHT = 960, 540
_PRESET = "ultrafast"
_VIDEO_KBPS, _SOUND_KBPS = 1000, 160
_SHOWN_ALONE_SECONDS = 1.0
"""At least, of each of the two tracks."""
_FADE_SECONDS = 0.25
_PRIMING_PACKETS = 1


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some seconds around the join of track `index` with the next one, in frames."""

    index: int
    before_frames: int
    """The outgoing track alone."""
    overlap_frames: int
    after_frames: int
    """The incoming track alone."""

    @property
    def frames(self) -> int:
        return self.before_frames + self.overlap_frames + self.after_frames


def plan_excerpts(timeline: Timeline) -> tuple[Excerpt, ...]:
    """One excerpt a join, each as long as a whole number of packets of sound. Pure.

    Raises InvalidInput when there is but one track.
    """
    if len(timeline.entries) < 2:
        raise InvalidInput("An album of one track has no joins to listen to.")
    fps, overlap = timeline.fps, timeline.overlap_frames
    step = PACKET_SAMPLES // math.gcd(PACKET_SAMPLES, timeline.samples_per_frame)
    wanted = max(EXCERPT_SECONDS, overlap / fps + 2 * _SHOWN_ALONE_SECONDS) * fps
    excerpts = []
    for index, (entry, following) in enumerate(zip(timeline.entries, timeline.entries[1:], strict=False)):
        # Short tracks may not have that much alone; a second each they have for certain.
        longest = overlap + min(entry.solo_frames, following.solo_frames) * 2
        frames = min(math.ceil(wanted / step), longest // step) * step
        before = (frames - overlap) // 2
        excerpts.append(Excerpt(index, before, overlap, frames - overlap - before))
    return tuple(excerpts)


def render_joins(
    request: RenderRequest,
    clips: Mapping[str, ClipFacts],
    target: Path,
    ffmpeg: Path,
    *,
    jobs: int,
    should_stop: ShouldStop,
) -> tuple[Excerpt, ...]:
    """Make the joins' film at `target`, with a chapter for each, and say what it holds.

    Raises InvalidInput, UnreadableMedia, the runner's errors, NotEnoughDisk, Stopped.
    """
    profile = dataclasses.replace(
        request.profile,
        width=_WIDTH,
        height=_HEIGHT,
        preset=_PRESET,
        video_bitrate_kbps=_VIDEO_KBPS,
        audio_bitrate_kbps=_SOUND_KBPS,
        encoder=VideoEncoder.X264,
        has_title_cards=False,
    )
    request = dataclasses.replace(request, profile=profile)
    timeline = build_timeline(
        [track.duration_seconds for track in request.tracks],
        fps=profile.fps,
        crossfade_seconds=profile.crossfade_seconds,
    )
    excerpts = plan_excerpts(timeline)
    visuals = plan_visuals(request, timeline, clips)
    drawings = [_draw(excerpt, visuals, profile.visual_join) for excerpt in excerpts]
    sources = {visual.sha256: visual.path for visual in request.visuals}
    drawer = Drawer(sources, profile, [drawing for of_one in drawings for drawing in of_one])
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        with tempfile.TemporaryDirectory(prefix=".joins-", dir=target.parent) as name:
            folder = Path(name)
            commands = []
            for excerpt, of_one in zip(excerpts, drawings, strict=True):
                purpose = f"make the excerpt of join {excerpt.index + 1}"
                sound = sound_arguments(str(ffmpeg), request, timeline, excerpt, str(_sound(folder, excerpt)))
                picture = encode_arguments(str(ffmpeg), excerpt.frames, (), profile, 1, str(_picture(folder, excerpt)))
                commands.append(Command(sound, purpose))
                commands.append(Command(picture, purpose, feed=functools.partial(_feed, drawer, of_one)))
            run_together(commands, jobs=jobs, should_stop=should_stop)
            _write(part, request, excerpts, folder, should_stop)
        sync_file(part)
        part.replace(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return excerpts


def _draw(excerpt: Excerpt, visuals: tuple[ShownVisual, ...], join: VisualJoin) -> list[Drawing]:
    outgoing, incoming = visuals[excerpt.index], visuals[excerpt.index + 1]
    overlap = excerpt.overlap_frames
    # A cut comes in the middle: each visual is shown alone up to there.
    of_outgoing, of_incoming = (overlap // 2, overlap - overlap // 2) if join is VisualJoin.CUT else (0, 0)
    before, after = excerpt.before_frames + of_outgoing, excerpt.after_frames + of_incoming
    drawings: list[Drawing] = [SceneDrawing(outgoing.scene, before, first=outgoing.frames - before)]
    if join is not VisualJoin.CUT and overlap:
        phase = outgoing.frames % outgoing.scene.period_frames
        drawings.append(JoinDrawing(outgoing.scene, phase, incoming.scene, overlap, join))
    return [*drawings, SceneDrawing(incoming.scene, after)]


def _feed(drawer: Drawer, drawings: list[Drawing]) -> Feed:
    for drawing in drawings:
        for frame in drawer.draw(drawing):
            yield frame.data


def sound_arguments(
    ffmpeg: str, request: RenderRequest, timeline: Timeline, excerpt: Excerpt, target: str
) -> Arguments:
    """The sound of one excerpt: two tracks levelled and crossfaded as in the film, and faded at both ends."""
    fps = timeline.fps
    outgoing, incoming = request.tracks[excerpt.index], request.tracks[excerpt.index + 1]
    entry = timeline.entries[excerpt.index]
    first_frames = excerpt.before_frames + excerpt.overlap_frames
    start_seconds = outgoing.start_seconds + (entry.frames - first_frames) / fps
    overlap_samples = excerpt.overlap_frames * timeline.samples_per_frame
    joint = f"acrossfade=ns={overlap_samples}:c1=qsin:c2=qsin" if overlap_samples else "concat=n=2:v=0:a=1"
    seconds = excerpt.frames / fps
    of_outgoing, of_incoming = (
        _levelled(track, request.profile, frames * timeline.samples_per_frame)
        for track, frames in ((outgoing, first_frames), (incoming, excerpt.frames - excerpt.before_frames))
    )
    graph = (
        f"[0:a:0]{of_outgoing}[out];[1:a:0]{of_incoming}[in];"
        f"[out][in]{joint},alimiter=limit={10 ** (request.profile.true_peak_dbtp / 20):.6f}:level=disabled:latency=1,"
        f"afade=t=in:d={_FADE_SECONDS},afade=t=out:st={seconds - _FADE_SECONDS:.6f}:d={_FADE_SECONDS}[excerpt]"
    )
    return (
        *(ffmpeg, "-hide_banner", "-loglevel", "error", "-y", "-filter_complex_threads", "1"),
        *("-ss", f"{start_seconds:.6f}", "-vn", "-sn", "-dn", "-i", path_argument(outgoing.path)),
        *("-ss", f"{incoming.start_seconds:.6f}", "-vn", "-sn", "-dn", "-i", path_argument(incoming.path)),
        *("-filter_complex", graph, "-map", "[excerpt]", "-t", f"{seconds + 0.1:.6f}"),
        *("-c:a", "aac", "-aac_coder", "fast", "-b:a", f"{request.profile.audio_bitrate_kbps}k"),
        *("-map_metadata", "-1", "-f", "mp4", target),
    )


def _levelled(track: RenderTrack, profile: RenderProfile, samples: int) -> str:
    gain = guess_level(track, profile).gain_db
    return (
        f"{RESAMPLE},{HEARD_FORMAT},asetpts=N/SR/TB,apad=whole_len={samples},atrim=end_sample={samples},"
        f"volume={gain:.2f}dB"
    )


def _write(
    target: Path, request: RenderRequest, excerpts: tuple[Excerpt, ...], folder: Path, should_stop: ShouldStop
) -> None:
    profile = request.profile
    samples_per_frame = SAMPLE_RATE // profile.fps
    starts = [sum(excerpt.frames for excerpt in excerpts[:number]) for number in range(len(excerpts))]
    write_film(
        target,
        width=profile.width,
        height=profile.height,
        fps=profile.fps,
        video=[
            VideoStretch(read_video_samples(_picture(folder, excerpt), profile.fps), 0, excerpt.frames)
            for excerpt in excerpts
        ],
        sound=[
            SoundStretch(
                read_sound_samples(_sound(folder, excerpt)),
                _PRIMING_PACKETS,
                excerpt.frames * samples_per_frame // PACKET_SAMPLES,
            )
            for excerpt in excerpts
        ],
        title=f"{request.title}: joins",
        chapters=[
            FilmChapter(start, f"{request.tracks[excerpt.index].title} → {request.tracks[excerpt.index + 1].title}")
            for start, excerpt in zip(starts, excerpts, strict=True)
        ],
        on_progress=lambda share: None,
        should_stop=should_stop,
    )


def _picture(folder: Path, excerpt: Excerpt) -> Path:
    return folder / f"{excerpt.index}.mp4"


def _sound(folder: Path, excerpt: Excerpt) -> Path:
    return folder / f"{excerpt.index}.m4a"
