"""Makes the film with MoviePy 2, the way its user guide and comparable projects do.

A script for the Python of `benchmarks/.venv`, which has MoviePy and not the studio: it imports
nothing of this repository. Its one argument is a JSON file that names everything.

The background is given as opaque, so that MoviePy computes no mask of the whole film: without that,
which is its default and what most code does, it takes half as long again. Its sound goes through its
own default search of FFmpeg's AAC encoder, which it does not let one choose.
"""

import json
import sys
from pathlib import Path
from typing import Any

from moviepy import AudioFileClip, ImageClip, afx, concatenate_videoclips, vfx


def main(job: dict[str, Any]) -> None:
    crossfade = job["crossfade_seconds"]
    shown: list[ImageClip] = []
    for picture, track, seconds in zip(job["pictures"], job["tracks"], job["track_seconds"], strict=True):
        fades = [afx.AudioFadeIn(crossfade), afx.AudioFadeOut(crossfade)]
        sound = AudioFileClip(track).subclipped(0, seconds).with_effects(fades)
        clip = ImageClip(picture).with_duration(seconds).with_audio(sound)
        shown.append(clip.with_effects([vfx.CrossFadeIn(crossfade)]) if shown else clip)
    film = concatenate_videoclips(shown, method="compose", padding=-crossfade, bg_color=(0, 0, 0))
    film.write_videofile(
        job["target"],
        fps=job["fps"],
        codec="libx264",
        preset=job["preset"],
        audio_codec="aac",
        audio_bitrate=job["audio_bitrate"],
        threads=job["threads"],
        ffmpeg_params=job["encoder"],
        logger=None,
    )
    film.close()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
