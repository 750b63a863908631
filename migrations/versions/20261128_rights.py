"""rights: with each take under what terms it was made, and digests of what was asked and answered"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "rights"
down_revision: str | None = "ledger"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("audio_tracks", "images")


def upgrade() -> None:
    # Of takes from before this, nobody wrote down the terms.
    for table in TABLES:
        op.add_column(table, sa.Column("rights", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
        op.add_column(table, sa.Column("request_sha256", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("response_sha256", sa.Text(), nullable=True))
    op.add_column("images", sa.Column("license_document_url", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("images", "license_document_url")
    for table in TABLES:
        for name in ("response_sha256", "request_sha256", "rights"):
            op.drop_column(table, name)
