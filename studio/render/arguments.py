"""FFmpeg's argument lists, built from plain values.

Pure: the same values give the same list, and nothing is read or run. Each odd flag has its reason
beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.render.album import RenderProfile
from studio.render.timeline import SAMPLE_RATE

Arguments = tuple[str, ...]

MOTION_STEPS = 4
"""Steps a pixel in which a still moves: a quarter pixel, the precision of H.264's own motion vectors."""

RESAMPLE = f"aresample={SAMPLE_RATE}:filter_size=64:cutoff=0.97"
"""Twice FFmpeg's usual filter length, and 97 % of the band kept."""
HEARD_FORMAT = "aformat=sample_fmts=fltp:channel_layouts=stereo"

_CLICK_FADE_SAMPLES = SAMPLE_RATE // 100
"""10 ms at the album's very start and end: too short to be heard as a fade, long enough against a click."""
AAC_FRAME_SAMPLES = 1024
_SEEK_FROM_SECONDS = 30

_TO_BT709 = "out_color_matrix=bt709:out_range=tv"
_SCALING = "flags=lanczos+accurate_rnd+full_chroma_int"
# Whatever a source says of itself, all segments say the same: a difference would be one in their headers.
_TAGS = "setsar=1,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"


@dataclass(frozen=True, slots=True)
class Motion:
    """A still's drift: a closed curve around the middle, the same again after each period."""

    reach_x: int
    reach_y: int
    """How far the view goes to each side, in steps of a quarter pixel."""
    centre_x: int
    centre_y: int
    turns_y: int
    """1 makes an ellipse, 2 a figure of eight."""
    phase: float
    """Where on the curve frame 0 lies, in radians."""
    direction: int
    """1 or -1."""


@dataclass(frozen=True, slots=True)
class StillSource:
    """A fitted still. With motion it is larger than the frame, and `motion` stays within it."""

    path: str
    width: int
    height: int
    period_frames: int
    motion: Motion | None


@dataclass(frozen=True, slots=True)
class ClipSource:
    """An original clip, looped seamlessly: its tail fades into its head."""

    path: str
    loop_frames: int
    seam_frames: int
    """Frames of the fade at the loop's head."""
    input_matrix: str
    """How an unmarked clip's colours are to be read: `auto` where it says so itself."""


@dataclass(frozen=True, slots=True)
class LoopSource:
    """An encoded loop, to be continued at any frame."""

    path: str
    loop_frames: int


@dataclass(frozen=True, slots=True)
class TrackSound:
    path: str
    samples: int
    gain_db: float
    start_sample: int = 0
    """Samples at the head that are left out, at the film's sample rate."""


def path_argument(path: Path) -> str:
    """A path that FFmpeg cannot take for an option, a protocol or a pattern."""
    return f"file:{path.absolute()}"


def still_loop_arguments(
    ffmpeg: str, source: StillSource, frames: int, profile: RenderProfile, threads: int, target: str
) -> Arguments:
    """A still's loop from its first frame on."""
    return (
        *_head(ffmpeg),
        *_still_input(source, profile),
        *("-filter_complex", f"[0:v]{_still_filters(source, 0, profile)},{_TAGS}[film]"),
        *_video_output(frames, profile, threads, target),
    )


def clip_loop_arguments(
    ffmpeg: str, source: ClipSource, profile: RenderProfile, threads: int, target: str
) -> Arguments:
    """A clip scaled and cropped to the frame, at the film's frame rate, looping without a seam."""
    width, height = profile.width, profile.height
    fill = (
        # `dar` counts pixels that are not square; the side that is too long is cut off.
        f"scale=w='trunc(max({width},{height}*dar)/2+0.5)*2':h='trunc(max({height},{width}/dar)/2+0.5)*2'"
        f":in_color_matrix={source.input_matrix}:{_TO_BT709}:{_SCALING},setsar=1,crop={width}:{height},"
        # One frame more or less than was measured is made good by holding the last one.
        f"fps={profile.fps},tpad=stop_mode=clone:stop={profile.fps}"
    )
    clock = f"settb=1/{profile.fps},setpts=N,format=yuv420p"
    loop, seam = source.loop_frames, source.seam_frames
    # The file is opened twice: one decoder with a split would hold the whole clip in memory.
    tail_input: Arguments = ("-i", source.path)
    tail_start = loop
    if loop > _SEEK_FROM_SECONDS * profile.fps:
        # A long clip is not decoded up to its tail. Seeking may miss by a frame, at a seam that is rarely shown.
        tail_input = ("-ss", f"{loop / profile.fps:.6f}", *tail_input)
        tail_start = 0
    graph = (
        f"[0:v]{fill},trim=end_frame={loop},{clock}[body];"
        f"[1:v]{fill},trim=start_frame={tail_start}:end_frame={tail_start + seam},{clock}[tail];"
        f"[tail][body]{_crossfade(seam, 0, profile)},{_TAGS}[film]"
    )
    return (
        *_head(ffmpeg),
        *("-i", source.path, *tail_input, "-filter_complex", graph),
        *_video_output(loop, profile, threads, target),
    )


def join_arguments(
    ffmpeg: str,
    outgoing: StillSource | LoopSource,
    outgoing_phase: int,
    solo_frames: int,
    incoming: StillSource | LoopSource | None,
    overlap_frames: int,
    profile: RenderProfile,
    threads: int,
    target: str,
) -> Arguments:
    """The rest of one visual's stretch and its crossfade into the next.

    The outgoing visual goes on from `outgoing_phase` for `solo_frames + overlap_frames`; the incoming
    one is shown so that its loop's frame 0 comes right after. Without an incoming visual there is only
    the rest.
    """
    frames = solo_frames + overlap_frames
    inputs = _input(outgoing, profile)
    graph = f"[0:v]{_filters(outgoing, outgoing_phase, frames, profile)}"
    if incoming is None or overlap_frames == 0:
        graph += f",{_TAGS}[film]"
    else:
        inputs += _input(incoming, profile)
        period = incoming.period_frames if isinstance(incoming, StillSource) else incoming.loop_frames
        phase = -overlap_frames % period
        graph += (
            f"[out];[1:v]{_filters(incoming, phase, overlap_frames, profile)}[in];"
            f"[out][in]{_crossfade(overlap_frames, solo_frames, profile)},{_TAGS}[film]"
        )
    return (
        *_head(ffmpeg),
        *inputs,
        *("-filter_complex", graph),
        *_video_output(frames, profile, threads, target),
    )


def audio_arguments(
    ffmpeg: str, tracks: Sequence[TrackSound], overlap_samples: int, profile: RenderProfile, target: str
) -> Arguments:
    """The whole album's sound: levelled, crossfaded with equal power, AAC-LC at 48 kHz stereo.

    Each track is cut or filled with silence to its exact number of samples.
    """
    total = sum(track.samples for track in tracks) - overlap_samples * (len(tracks) - 1)
    parts = [
        f"[{index}:a:0]{RESAMPLE},{HEARD_FORMAT},{_from_sample(track.start_sample)}apad=whole_len={track.samples},"
        f"atrim=end_sample={track.samples},volume={track.gain_db:.3f}dB[track{index}]"
        for index, track in enumerate(tracks)
    ]
    mixed = "track0"
    for index in range(1, len(tracks)):
        # Two quarter sines: their powers add up to one, so unlike sounds cross without a dip.
        joint = f"acrossfade=ns={overlap_samples}:c1=qsin:c2=qsin" if overlap_samples else "concat=n=2:v=0:a=1"
        parts.append(f"[{mixed}][track{index}]{joint}[mix{index}]")
        mixed = f"mix{index}"
    # The last AAC frame may be left out by the muxer, so the fade ends before it.
    fade_start = total - AAC_FRAME_SAMPLES - _CLICK_FADE_SAMPLES
    parts.append(
        # Two peaks that meet in a crossfade can pass the ceiling that each keeps; nothing else is touched.
        f"[{mixed}]alimiter=limit={10 ** (profile.true_peak_dbtp / 20):.6f}:level=disabled:latency=1,"
        f"afade=t=in:ss=0:ns={_CLICK_FADE_SAMPLES},afade=t=out:ss={fade_start}:ns={_CLICK_FADE_SAMPLES},"
        f"apad=whole_len={total},atrim=end_sample={total}[album]"
    )
    inputs = [argument for track in tracks for argument in ("-vn", "-sn", "-dn", "-i", track.path)]
    return (
        *_head(ffmpeg),
        *inputs,
        *("-filter_complex", ";".join(parts), "-map", "[album]"),
        *("-c:a", "aac", "-profile:a", "aac_low", "-b:a", f"{profile.audio_bitrate_kbps}k"),
        *("-ar", str(SAMPLE_RATE), "-ac", "2", "-map_metadata", "-1", "-f", "mp4", target),
    )


def _from_sample(start: int) -> str:
    """The filters that leave out what comes before, with the comma that follows them."""
    return f"atrim=start_sample={start},asetpts=N/SR/TB," if start else ""


def measure_arguments(ffmpeg: str, path: Path, digest_file: Path) -> Arguments:
    """One decode, two uses: the digest of the sound as it is, and the loudness of the sound as heard."""
    graph = (
        "[0:a:0]asplit=2[raw][heard];"
        # Only the count of samples is wanted of astats; it reports at the end.
        "[raw]astats=measure_perchannel=none:measure_overall=Number_of_samples[counted];"
        f"[heard]{RESAMPLE},{HEARD_FORMAT},silencedetect=noise=-60dB:duration=0.3,"
        "ebur128=peak=true:framelog=quiet[measured]"
    )
    return (
        *(ffmpeg, "-hide_banner", "-loglevel", "info", "-nostats", "-vn", "-sn", "-dn"),
        *("-i", path_argument(path), "-filter_complex", graph),
        *("-map", "[counted]", "-c:a", "pcm_s16le", "-f", "hash", "-hash", "sha256", "-y", str(digest_file)),
        *("-map", "[measured]", "-f", "null", "-"),
    )


def listen_arguments(ffmpeg: str, film: Path, silence_seconds: float) -> Arguments:
    """Decode a finished film's sound: loudness, true peak, stretches of silence, and how long it is."""
    return (
        *(ffmpeg, "-hide_banner", "-loglevel", "info", "-nostats", "-vn", "-sn", "-dn"),
        *("-i", path_argument(film), "-map", "0:a:0"),
        *("-af", f"silencedetect=noise=-60dB:duration={silence_seconds:g},ebur128=peak=true:framelog=quiet"),
        *("-f", "null", "-"),
    )


def _head(ffmpeg: str) -> Arguments:
    # One thread for filters: encoders run side by side, and that fills the cores better.
    return (ffmpeg, "-hide_banner", "-loglevel", "error", "-y", "-filter_complex_threads", "1")


def _input(source: StillSource | LoopSource, profile: RenderProfile) -> Arguments:
    if isinstance(source, StillSource):
        return _still_input(source, profile)
    return ("-stream_loop", "-1", "-i", source.path)


def _still_input(source: StillSource, profile: RenderProfile) -> Arguments:
    return ("-framerate", str(profile.fps), "-f", "image2", "-pattern_type", "none", "-i", source.path)


def _filters(source: StillSource | LoopSource, phase: int, frames: int, profile: RenderProfile) -> str:
    clock = f"settb=1/{profile.fps},setpts=N,format=yuv420p"
    if isinstance(source, StillSource):
        return f"{_still_filters(source, phase, profile)},trim=end_frame={frames}"
    return f"trim=start_frame={phase}:end_frame={phase + frames},{clock}"


def _still_filters(source: StillSource, phase: int, profile: RenderProfile) -> str:
    clock = f"settb=1/{profile.fps},setpts=N"
    # `-loop 1` would decode the picture for every frame; here one decoded frame is handed out again.
    again = "loop=loop=-1:size=1"
    if source.motion is None:
        return f"scale={profile.width}:{profile.height}:{_TO_BT709}:{_SCALING},format=yuv420p,{again},{clock}"
    motion = source.motion
    # The picture is enlarged once, with a good filter; each frame then takes every fourth pixel of it from
    # where the view stands. That is a shift by quarter pixels for the price of a copy: `zoompan` rounds to
    # whole pixels and trembles, and `perspective` computes every frame anew, at fifteen times the cost.
    angle = f"(2*PI*(n+{phase})/{source.period_frames}+{motion.phase:.4f})*{motion.direction}"
    along_y = angle if motion.turns_y == 1 else f"{motion.turns_y}*{angle}"
    return (
        f"scale={source.width * MOTION_STEPS}:{source.height * MOTION_STEPS}:{_TO_BT709}:{_SCALING},"
        f"format=yuv420p,{again},{clock},"
        f"crop={profile.width * MOTION_STEPS}:{profile.height * MOTION_STEPS}"
        f":x='round({motion.centre_x}+{motion.reach_x}*cos({angle}))'"
        f":y='round({motion.centre_y}+{motion.reach_y}*sin({along_y}))'"
        # Without `exact` the view would keep to even steps, for the sake of the halved colour planes.
        f":exact=1,scale={profile.width}:{profile.height}:flags=neighbor"
    )


def _crossfade(frames: int, offset_frames: int, profile: RenderProfile) -> str:
    return f"xfade=transition=fade:duration={frames / profile.fps:.6f}:offset={offset_frames / profile.fps:.6f}"


def _video_output(frames: int, profile: RenderProfile, threads: int, target: str) -> Arguments:
    rate = profile.video_bitrate_kbps
    return (
        *("-map", "[film]", "-frames:v", str(frames), "-r", str(profile.fps)),
        *("-c:v", "libx264", "-preset", profile.preset, "-profile:v", "high", "-pix_fmt", "yuv420p"),
        *("-threads", str(threads), "-b:v", f"{rate}k", "-maxrate", f"{rate * 3 // 2}k"),
        *("-bufsize", f"{rate * 2}k"),
        # A key frame each second and nowhere else, so that a stretch can be cut at any second.
        *("-g", str(profile.fps), "-keyint_min", str(profile.fps), "-sc_threshold", "0"),
        # The faster presets leave the 8x8 transform out, and the stream would not be High any more.
        *("-8x8dct", "1"),
        # stitchable: headers that do not depend on the content, so that all segments share them.
        # Closed groups of pictures: packets of one segment never refer to those of another.
        *("-x264-params", "stitchable=1:open-gop=0"),
        *("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
        *("-an", "-map_metadata", "-1", "-f", "mp4", target),
    )
