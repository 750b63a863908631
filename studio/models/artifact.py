"""What tracks and visuals share: each row is one take of one place in the album.

The current take is what the album holds; earlier ones are kept. The indexes make it impossible that a place has
two current takes, or that an album holds the same thing twice.
"""

from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.models.base import CreatedAt


class TakeColumns:
    """Columns that `audio_tracks` and `images` have in common."""

    order_index: Mapped[int]
    take: Mapped[int] = mapped_column(default=1, server_default="1")
    is_current: Mapped[bool] = mapped_column(default=True, server_default="true")
    is_placeholder: Mapped[bool] = mapped_column(default=False, server_default="false")
    plugin_name: Mapped[str | None]
    """The provider's own name where `provider` says external."""
    local_file_path: Mapped[str]
    """Relative to the output root."""
    prompt_text: Mapped[str]
    sha256: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    rights: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """The provider's terms as they were when the piece was made; None where nobody wrote them down."""
    license_document_url: Mapped[str | None]
    request_sha256: Mapped[str | None]
    """Digest of what was asked of a vendor; `response_sha256` of what it answered at last."""
    response_sha256: Mapped[str | None]
    created_at: Mapped[CreatedAt]


def take_constraints(table: str, likeness: str) -> tuple[Any, ...]:
    """The constraints of a table of takes; two current rows of one album differ in the column `likeness`."""
    return (
        UniqueConstraint("video_job_id", "order_index", "take"),
        Index(
            f"uq_{table}_current",
            "video_job_id",
            "order_index",
            unique=True,
            postgresql_where=text("is_current"),
        ),
        Index(
            f"uq_{table}_distinct",
            "video_job_id",
            likeness,
            unique=True,
            postgresql_where=text("is_current AND NOT is_placeholder"),
        ),
    )
