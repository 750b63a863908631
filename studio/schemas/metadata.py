"""What the person pastes into YouTube: the `metadata_json` column and metadata.json."""

from studio.schemas.values import View


class Chapter(View):
    start_seconds: float
    timestamp: str
    """`MM:SS`, or `H:MM:SS` from an hour on."""
    title: str


class AlbumMetadata(View):
    title: str
    description: str
    tags: list[str]
    chapters: list[Chapter]
    synthetic_content_reminder: str
    is_rehearsal: bool
    video_file: str
    duration_seconds: float
