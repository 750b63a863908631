"""The YouTube client that is a person: two small files beside the film, from which it is uploaded by hand.

The words to paste are in metadata.txt; here are the steps in their order, and the same as a request for programs.
"""

import json
from pathlib import Path

from studio.pipeline.artwork import REQUEST_NAME, STEPS_NAME, list_artwork
from studio.pipeline.files import write_whole
from studio.providers.youtube import INSERT_ADDRESS, UploadSession, YouTubeVideo
from studio.schemas.metadata import AlbumMetadata

_REHEARSAL = "THIS IS A REHEARSAL: the film holds placeholders and is not for publishing."


class ManualYouTubeClient:
    """Uploads nothing. What it writes lies beside the film, in the place of what it wrote before."""

    def upload(self, video: YouTubeVideo, session: UploadSession | None = None) -> str | None:
        write_whole(
            video.film.with_name(REQUEST_NAME), json.dumps(video.request_body(), indent=2, ensure_ascii=False) + "\n"
        )
        write_whole(video.film.with_name(STEPS_NAME), as_steps(video))
        return None


def describe_video(folder: Path, metadata: AlbumMetadata) -> YouTubeVideo:
    """The film in this folder, as it is to be uploaded."""
    return YouTubeVideo(
        film=folder / metadata.video_file,
        thumbnails=tuple(folder / name for name in list_artwork(folder) if name.startswith("thumbnail-")),
        title=metadata.title,
        description=metadata.description,
        tags=tuple(metadata.tags),
        is_rehearsal=metadata.is_rehearsal,
    )


def as_steps(video: YouTubeVideo) -> str:
    """upload.txt: what to do in YouTube Studio, in the order of its pages."""
    thumbnails = " or ".join(path.name for path in video.thumbnails) or "a picture of your own"
    steps = (
        f"Open https://studio.youtube.com, choose Create, Upload videos, and give it {video.film.name}",
        "Title and description: paste them from metadata.txt, with all timestamps.",
        f"Thumbnail: {thumbnails}",
        f"Audience: {'Yes, it is' if video.is_made_for_kids else 'No, it is not'} made for kids.",
        f"Show more, Altered content: {'Yes' if video.contains_synthetic_media else 'No'}.",
        "Show more, Tags: paste them from metadata.txt. Category: Music.",
        f"Visibility: {video.privacy.capitalize()}. Save.",
        "Once YouTube has processed it, look at it there: sound, picture, chapters, and its copyright checks.",
        "Visibility: publish it, or set a date.",
        "Give the film's address to the studio, on the job's page.",
    )
    parts = [
        *([_REHEARSAL] if video.is_rehearsal else []),
        "\n".join(f"[ ] {number:>2}. {step}" for number, step in enumerate(steps, 1)),
        f"For programs: send {REQUEST_NAME} by POST to\n{INSERT_ADDRESS}\nand the film to the answer's Location.",
    ]
    return "\n\n".join(parts) + "\n"
