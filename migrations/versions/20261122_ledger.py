"""ledger: prices, costs and times that outlive their job, states of providers, and slots at them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "ledger"
down_revision: str | None = "standing"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "provider_submissions"
ITEM_KEY = "fk_provider_submissions_work_item_id"
STAGE = postgresql.ENUM(name="stage", create_type=False)


def upgrade() -> None:
    op.alter_column(TABLE, "created_at", new_column_name="intended_at")
    for column in (
        sa.Column("video_job_id", sa.BigInteger(), nullable=True),
        sa.Column("job_title", sa.Text(), nullable=True),
        sa.Column("stage", STAGE, nullable=True),
        sa.Column("order_index", sa.Integer(), nullable=True),
        sa.Column("price_usd", sa.Numeric(12, 6), nullable=True),
        sa.Column("cost", sa.Numeric(18, 6), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column(TABLE, column)
    # Of what was asked for before this, nobody wrote down a price.
    op.execute(
        """
        UPDATE provider_submissions
        SET video_job_id = job.id, job_title = job.niche_label, stage = item.stage, order_index = item.order_index,
            price_usd = 0,
            accepted_at = CASE WHEN provider_job_id IS NOT NULL THEN intended_at END,
            ended_at = CASE WHEN provider_submissions.state NOT IN ('intended', 'accepted')
                       THEN provider_submissions.updated_at END
        FROM work_items AS item, video_jobs AS job
        WHERE item.id = work_item_id AND job.id = item.video_job_id
        """
    )
    for name in ("video_job_id", "job_title", "stage", "order_index", "price_usd"):
        op.alter_column(TABLE, name, nullable=False)
    op.drop_column(TABLE, "updated_at")
    op.create_check_constraint("cost_has_a_currency", TABLE, "(cost IS NULL) = (currency IS NULL)")
    op.create_index("ix_provider_submissions_video_job_id", TABLE, ["video_job_id"], unique=False)
    op.create_index("ix_provider_submissions_intended_at", TABLE, ["intended_at"], unique=False)
    op.alter_column(TABLE, "work_item_id", nullable=True)
    op.drop_constraint(ITEM_KEY, TABLE, type_="foreignkey")
    op.create_foreign_key(op.f(ITEM_KEY), TABLE, "work_items", ["work_item_id"], ["id"], ondelete="SET NULL")

    op.create_table(
        "provider_states",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("closed_code", sa.Text(), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("probe_owner", sa.Uuid(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(closed_code IS NULL) = (closed_reason IS NULL)", name=op.f("ck_provider_states_closed_with_a_reason")
        ),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_provider_states")),
    )
    op.add_column("work_items", sa.Column("slot_provider", sa.Text(), nullable=True))
    op.add_column("work_items", sa.Column("slot_taken_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_work_items_slots",
        "work_items",
        ["slot_provider"],
        unique=False,
        postgresql_where=sa.text("state = 'working'"),
    )


def downgrade() -> None:
    op.drop_index("ix_work_items_slots", table_name="work_items", postgresql_where=sa.text("state = 'working'"))
    op.drop_column("work_items", "slot_taken_at")
    op.drop_column("work_items", "slot_provider")
    op.drop_table("provider_states")

    op.drop_constraint(ITEM_KEY, TABLE, type_="foreignkey")
    op.execute("DELETE FROM provider_submissions WHERE work_item_id IS NULL")
    op.create_foreign_key(op.f(ITEM_KEY), TABLE, "work_items", ["work_item_id"], ["id"], ondelete="CASCADE")
    op.alter_column(TABLE, "work_item_id", nullable=False)
    op.drop_index("ix_provider_submissions_intended_at", table_name=TABLE)
    op.drop_index("ix_provider_submissions_video_job_id", table_name=TABLE)
    op.drop_constraint(op.f("ck_provider_submissions_cost_has_a_currency"), TABLE, type_="check")
    op.add_column(
        TABLE, sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
    )
    for name in (
        "ended_at",
        "accepted_at",
        "currency",
        "cost",
        "price_usd",
        "order_index",
        "stage",
        "job_title",
        "video_job_id",
    ):
        op.drop_column(TABLE, name)
    op.alter_column(TABLE, "intended_at", new_column_name="created_at")
