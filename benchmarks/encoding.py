"""How the other contenders encode: the studio's codecs, rates and tags; the presets differ as the cases say.

A copy, not an import, of what the studio asks of x264 and of the AAC encoder: a contender must not
change because the studio does. Where the studio's settings change on purpose, these are to follow.
"""

from collections.abc import Sequence

from studio.render.album import RenderProfile

Arguments = tuple[str, ...]

TO_BT709 = "out_color_matrix=bt709:out_range=tv"
SCALING = "flags=lanczos+accurate_rnd+full_chroma_int"
TAGS = "setsar=1,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"

MOTION_STEPS = 4
_MOTION_ROOM = 1.05
_MOTION_REACH = 0.8
"""Of the room that the picture leaves around the view."""


def head(ffmpeg: str) -> Arguments:
    return (ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "error", "-y")


def video_encoder(profile: RenderProfile, preset: str) -> Arguments:
    """H.264 High at the profile's rate, a key frame each second."""
    rate = profile.video_bitrate_kbps
    return (
        *("-c:v", "libx264", "-preset", preset, "-profile:v", "high"),
        *("-b:v", f"{rate}k", "-maxrate", f"{rate * 3 // 2}k", "-bufsize", f"{rate * 2}k"),
        *("-g", str(profile.fps), "-keyint_min", str(profile.fps), "-sc_threshold", "0", "-8x8dct", "1"),
        *("-x264-params", "stitchable=1:open-gop=0"),
        *("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    )


def audio_encoder(profile: RenderProfile) -> Arguments:
    """AAC-LC, 48 kHz stereo, by FFmpeg's own encoder with its fast search."""
    return (
        *("-c:a", "aac", "-profile:a", "aac_low", "-b:a", f"{profile.audio_bitrate_kbps}k", "-ar", "48000", "-ac", "2"),
        *("-aac_coder", "fast", "-aac_is", "0", "-aac_pns", "0", "-aac_tns", "0"),
    )


def still_filters(profile: RenderProfile) -> str:
    """A picture that stands still, decoded and scaled once."""
    size = f"{profile.width}:{profile.height}"
    return f"scale={size}:{TO_BT709}:{SCALING},format=yuv420p,{_again(profile)}"


def drift_filters(profile: RenderProfile, period_frames: int, phase: float) -> str:
    """A picture over which the view drifts on an ellipse: the cheapest smooth motion that FFmpeg's filters have.

    The picture is enlarged four times, once; each frame then takes every fourth pixel of it. `zoompan`
    rounds to whole pixels and trembles, `perspective` computes every frame anew at many times the cost.
    """
    room_x, room_y = (_even(length * _MOTION_ROOM) - length for length in (profile.width, profile.height))
    centre_x, centre_y = room_x * MOTION_STEPS // 2, room_y * MOTION_STEPS // 2
    angle = f"(2*PI*n/{period_frames}+{phase:.4f})"
    return (
        f"scale={(profile.width + room_x) * MOTION_STEPS}:{(profile.height + room_y) * MOTION_STEPS}"
        f":{TO_BT709}:{SCALING},format=yuv420p,{_again(profile)},"
        f"crop={profile.width * MOTION_STEPS}:{profile.height * MOTION_STEPS}"
        f":x='round({centre_x}+{int(centre_x * _MOTION_REACH)}*cos({angle}))'"
        f":y='round({centre_y}+{int(centre_y * _MOTION_REACH)}*sin({angle}))'"
        f":exact=1,scale={profile.width}:{profile.height}:flags=neighbor"
    )


def chain(labels: Sequence[str], joints: Sequence[str], result: str) -> str:
    """Filters that take the labelled streams one after the other: the first two, then each result and the next."""
    parts = []
    before = labels[0]
    for index, (label, joint) in enumerate(zip(labels[1:], joints, strict=True), start=1):
        after = f"{result}{index}" if index < len(joints) else result
        parts.append(f"[{before}][{label}]{joint}[{after}]")
        before = after
    return ";".join(parts)


def _again(profile: RenderProfile) -> str:
    """Hands out one decoded frame again and again."""
    return f"loop=loop=-1:size=1,settb=1/{profile.fps},setpts=N"


def _even(length: float) -> int:
    return 2 * round(length / 2)
