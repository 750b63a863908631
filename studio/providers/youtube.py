"""What puts a film on YouTube, and what it is handed. Nothing here uploads: a person does, from `pipeline.upload_kit`.

Fields: https://developers.google.com/youtube/v3/docs/videos; the protocol of an upload that goes on where it was:
https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

INSERT_ADDRESS = "https://www.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status"
"""Takes the request body by POST and answers with the address that the film's bytes go to."""
MUSIC_CATEGORY = "10"


@dataclass(frozen=True, slots=True)
class YouTubeVideo:
    """A film and what is said of it, within the limits of `schemas.youtube`."""

    film: Path
    thumbnails: tuple[Path, ...]
    """Proposals; where nobody chooses, the first is taken."""
    title: str
    description: str
    tags: tuple[str, ...]
    is_rehearsal: bool
    """Whether it is not for publishing."""
    privacy: Literal["private", "unlisted", "public"] = "private"
    """A film is looked at on YouTube before others see it."""
    contains_synthetic_media: bool = True
    is_made_for_kids: bool = False

    def request_body(self) -> dict[str, Any]:
        """Of `videos.insert`."""
        return {
            "snippet": {
                "title": self.title,
                "description": self.description,
                "tags": list(self.tags),
                "categoryId": MUSIC_CATEGORY,
            },
            "status": {
                "privacyStatus": self.privacy,
                "selfDeclaredMadeForKids": self.is_made_for_kids,
                "containsSyntheticMedia": self.contains_synthetic_media,
            },
        }


class UploadSession(Protocol):
    """What outlives a crash of a resumable upload; YouTube itself knows how many bytes it has."""

    @property
    def address(self) -> str | None:
        """Where the bytes go; None before the upload has begun."""

    def keep(self, address: str) -> None:
        """Remember it, before the first byte is sent."""


class YouTubeClient(Protocol):
    def upload(self, video: YouTubeVideo, session: UploadSession | None = None) -> str | None:
        """Put the film, its text and a thumbnail there, or go on with a session that has begun.

        Returns the video's id; None where a person uploads it.
        """
