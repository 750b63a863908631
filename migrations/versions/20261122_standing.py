"""standing: an index of the jobs whose film is as the album is, for the list"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "standing"
down_revision: str | None = "page"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_work_items_film",
        "work_items",
        ["video_job_id"],
        unique=False,
        postgresql_where=sa.text("stage = 'render' AND state = 'done'"),
    )


def downgrade() -> None:
    op.drop_index("ix_work_items_film", table_name="work_items")
