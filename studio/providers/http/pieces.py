"""What a finished piece looks like on its way: its content types, and how much of it there can be."""

from dataclasses import dataclass

from studio.errors import BrokenReply
from studio.providers.http.replies import UnreadableReply, Vendor

_SAYS_NOTHING = ("", "application/octet-stream", "binary/octet-stream")


@dataclass(frozen=True, slots=True)
class PieceKind:
    name: str
    media_types: tuple[str, ...]
    """Beginnings of the content types that such a file has."""
    largest_bytes: int

    def check_type(self, media_type: str, vendor: Vendor) -> None:
        """Raises UnreadableReply for a web page and the like; a type that says nothing passes."""
        if media_type not in _SAYS_NOTHING and not media_type.startswith(self.media_types):
            raise UnreadableReply(f"{vendor.label} sent {media_type[:60]} where a {self.name} should be.")

    def check_size(self, size_bytes: int, vendor: Vendor) -> None:
        """Raises BrokenReply."""
        if size_bytes > self.largest_bytes:
            raise BrokenReply(f"{vendor.label} sent a {self.name} of more than {self.largest_bytes >> 20} MB.")


AUDIO = PieceKind("sound", ("audio/", "video/mp4"), 400 * 1024 * 1024)
IMAGE = PieceKind("picture", ("image/",), 80 * 1024 * 1024)
VIDEO = PieceKind("clip", ("video/",), 800 * 1024 * 1024)
