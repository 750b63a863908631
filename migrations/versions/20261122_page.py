"""page: the upload's checklist and address, and the one pair of prompts that is written anew"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "page"
down_revision: str | None = "look_of_the_film"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "video_jobs",
        sa.Column("upload_checklist", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    op.add_column("video_jobs", sa.Column("published_url", sa.Text(), nullable=True))
    op.add_column("video_jobs", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("video_jobs", sa.Column("rewritten_index", sa.Integer(), nullable=True))


def downgrade() -> None:
    for column in ("rewritten_index", "published_at", "published_url", "upload_checklist"):
        op.drop_column("video_jobs", column)
