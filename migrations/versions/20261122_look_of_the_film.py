"""look of the film: a kind of motion instead of yes or no; no digest of the whole film"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "look_of_the_film"
down_revision: str | None = "first_schema"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        """
        UPDATE video_jobs
        SET options = jsonb_set(
            options, '{motion}', to_jsonb(CASE options -> 'motion' WHEN 'true' THEN 'drift' ELSE 'none' END)
        )
        WHERE jsonb_typeof(options -> 'motion') = 'boolean'
        """
    )
    op.drop_column("render_tasks", "sha256")


def downgrade() -> None:
    op.add_column("render_tasks", sa.Column("sha256", sa.Text(), nullable=True))
    op.execute(
        """
        UPDATE video_jobs
        SET options = jsonb_set(options, '{motion}', to_jsonb(options ->> 'motion' <> 'none'))
        WHERE jsonb_typeof(options -> 'motion') = 'string'
        """
    )
