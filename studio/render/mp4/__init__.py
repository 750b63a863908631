"""Films as MP4 files: the coded samples of segments read, and written again as one film without encoding."""

from studio.render.mp4.samples import CodedSamples, read_sound_samples, read_video_samples
from studio.render.mp4.writer import FilmChapter, SoundStretch, VideoStretch, write_film

__all__ = [
    "CodedSamples",
    "FilmChapter",
    "SoundStretch",
    "VideoStretch",
    "read_sound_samples",
    "read_video_samples",
    "write_film",
]
