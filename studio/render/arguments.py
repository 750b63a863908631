"""FFmpeg's argument lists, built from plain values.

Pure: the same values give the same list, and nothing is read or run. Each odd flag has its reason
beside it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

from studio.render.album import RenderProfile, VideoEncoder
from studio.render.timeline import SAMPLE_RATE

Arguments = tuple[str, ...]

RESAMPLE = f"aresample={SAMPLE_RATE}:filter_size=64:cutoff=0.97"
"""Twice FFmpeg's usual filter length, and 97 % of the band kept."""
HEARD_FORMAT = "aformat=sample_fmts=fltp:channel_layouts=stereo"

PACKET_SAMPLES = 1024
"""Samples a channel in a packet of AAC-LC, ISO/IEC 14496-3."""

_TAGS = "setsar=1,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
_DEVICES = {VideoEncoder.VAAPI: ("-vaapi_device", "/dev/dri/renderD128")}
_UPLOADS = {VideoEncoder.VAAPI: ",format=nv12,hwupload"}


def path_argument(path: Path) -> str:
    """A path that FFmpeg cannot take for an option, a protocol or a pattern."""
    return f"file:{path.absolute()}"


def encode_arguments(
    ffmpeg: str, frames: int, key_frames: Sequence[int], profile: RenderProfile, threads: int, target: str
) -> Arguments:
    """Raw pictures from standard input to H.264: 4:2:0, BT.709 in limited range.

    `key_frames` are those at which a stretch of the film begins or ends, besides the regular ones.
    """
    rate = profile.video_bitrate_kbps
    group = max(1, round(profile.gop_seconds * profile.fps))
    forced = "+".join(f"eq(n,{frame})" for frame in key_frames)
    return (
        *(ffmpeg, "-hide_banner", "-loglevel", "error", "-y", *_DEVICES.get(profile.encoder, ())),
        *("-f", "rawvideo", "-pixel_format", "yuv420p", "-video_size", f"{profile.width}x{profile.height}"),
        *("-framerate", str(profile.fps), "-i", "pipe:0"),
        *("-vf", f"{_TAGS}{_UPLOADS.get(profile.encoder, '')}", "-frames:v", str(frames)),
        *_encoder(profile, threads),
        *("-b:v", f"{rate}k", "-maxrate", f"{rate * 3 // 2}k", "-bufsize", f"{rate * 2}k", "-g", str(group)),
        *(("-force_key_frames", f"expr:{forced}") if forced else ()),
        *("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
        *("-an", "-map_metadata", "-1", "-f", "mp4", target),
    )


def _encoder(profile: RenderProfile, threads: int) -> Arguments:
    """Options of one encoder. All give closed groups of pictures."""
    match profile.encoder:
        case VideoEncoder.X264:
            return (
                *("-c:v", "libx264", "-preset", profile.preset, "-profile:v", "high", "-threads", str(threads)),
                # Key frames where they are asked for and nowhere else, so that a stretch can be cut there.
                *("-sc_threshold", "0", "-forced-idr", "1"),
                # The faster presets leave the 8x8 transform out, and the stream would not be High any more.
                *("-8x8dct", "1"),
                # stitchable: headers that do not depend on the content, so that all segments share them.
                # Closed groups of pictures: packets of one segment never refer to those of another.
                # Five frames of foresight instead of ten and no pyramid of B-frames: 55 MB less, a tenth faster,
                # and as good (by SSIM) on pictures that drift.
                *("-x264-params", "stitchable=1:open-gop=0:rc-lookahead=5:b-pyramid=none"),
            )
        case VideoEncoder.NVENC:
            return ("-c:v", "h264_nvenc", "-profile:v", "high", "-bf", "0", "-no-scenecut", "1", "-forced-idr", "1")
        case VideoEncoder.QSV:
            return ("-c:v", "h264_qsv", "-profile:v", "high", "-bf", "0", "-forced_idr", "1")
        case VideoEncoder.VIDEOTOOLBOX:
            return ("-c:v", "h264_videotoolbox", "-profile:v", "high", "-bf", "0")
        case VideoEncoder.VAAPI:
            return ("-c:v", "h264_vaapi", "-profile:v", "high", "-bf", "0", "-idr_interval", "0")
        case _:
            assert_never(profile.encoder)


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
