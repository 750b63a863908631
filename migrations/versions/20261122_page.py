"""page: the upload's checklist and address, the one pair of prompts that is written anew, indexes for the list"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "page"
down_revision: str | None = "look_of_the_film"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LISTED_BY = (["created_at", "id"], ["channel_id", "created_at", "id"], ["status", "created_at", "id"])


def upgrade() -> None:
    op.add_column(
        "video_jobs",
        sa.Column("upload_checklist", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    op.add_column("video_jobs", sa.Column("published_url", sa.Text(), nullable=True))
    op.add_column("video_jobs", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("video_jobs", sa.Column("rewritten_index", sa.Integer(), nullable=True))
    op.drop_index("ix_video_jobs_created_at", table_name="video_jobs")
    op.drop_index("ix_video_jobs_channel_id", table_name="video_jobs")
    for columns in LISTED_BY:
        op.create_index(f"ix_video_jobs_{'_'.join(columns)}", "video_jobs", columns, unique=False)


def downgrade() -> None:
    for columns in LISTED_BY:
        op.drop_index(f"ix_video_jobs_{'_'.join(columns)}", table_name="video_jobs")
    op.create_index("ix_video_jobs_channel_id", "video_jobs", ["channel_id"], unique=False)
    op.create_index("ix_video_jobs_created_at", "video_jobs", ["created_at"], unique=False)
    for column in ("rewritten_index", "published_at", "published_url", "upload_checklist"):
        op.drop_column("video_jobs", column)
