"""first schema"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "first_schema"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JOB_STATUS = postgresql.ENUM(
    "planned",
    "generating_music",
    "generating_image",
    "rendering",
    "ready_for_export",
    "completed",
    "failed",
    name="job_status",
    create_type=False,
)
RUN_STATE = postgresql.ENUM("idle", "running", "stopping", name="run_state", create_type=False)
STAGE = postgresql.ENUM("prompts", "tracks", "visuals", "render", "metadata", name="stage", create_type=False)
MUSIC_PROVIDER = postgresql.ENUM(
    "dummy",
    "library",
    "composer",
    "mubert",
    "beatoven",
    "elevenlabs",
    "stability",
    "external",
    name="music_provider",
    create_type=False,
)
VISUAL_PROVIDER = postgresql.ENUM(
    "dummy", "library", "painter", "leonardo", "gemini", "external", name="visual_provider", create_type=False
)
EVENT_LEVEL = postgresql.ENUM("info", "warning", "error", name="event_level", create_type=False)
RENDER_STATUS = postgresql.ENUM("running", "completed", "failed", "abandoned", name="render_status", create_type=False)
ITEM_STATE = postgresql.ENUM("waiting", "working", "done", "failed", name="item_state", create_type=False)
SUBMISSION_STATE = postgresql.ENUM(
    "intended", "accepted", "collected", "refused", "given_up", name="submission_state", create_type=False
)
ENUMS = (
    JOB_STATUS,
    RUN_STATE,
    STAGE,
    MUSIC_PROVIDER,
    VISUAL_PROVIDER,
    EVENT_LEVEL,
    RENDER_STATUS,
    ITEM_STATE,
    SUBMISSION_STATE,
)


def upgrade() -> None:
    for words in ENUMS:
        words.create(op.get_bind())
    op.create_table(
        "channels",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("youtube_channel_id", sa.Text(), nullable=True),
        sa.Column("brand_niche", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_channels_name_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint("name", name=op.f("uq_channels_name")),
    )
    op.create_table(
        "video_jobs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("status", JOB_STATUS, server_default="planned", nullable=False),
        sa.Column("niche_label", sa.Text(), nullable=False),
        sa.Column("mood_keywords", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("target_duration_minutes", sa.Integer(), nullable=False),
        sa.Column("track_count", sa.Integer(), nullable=False),
        sa.Column("prompts_json", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("metadata_json", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("local_video_path", sa.Text(), nullable=True),
        sa.Column("output_directory", sa.Text(), nullable=False),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("is_rehearsal", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_held", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("run_no", sa.Integer(), server_default="0", nullable=False),
        sa.Column("run_state", RUN_STATE, server_default="idle", nullable=False),
        sa.Column("until_stage", STAGE, server_default="metadata", nullable=False),
        sa.Column("stage", STAGE, nullable=True),
        sa.Column("progress_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done_at_resume", sa.Integer(), server_default="0", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("btrim(niche_label) <> ''", name=op.f("ck_video_jobs_niche_label_not_empty")),
        sa.CheckConstraint(
            "target_duration_minutes BETWEEN 1 AND 180", name=op.f("ck_video_jobs_target_duration_minutes_in_range")
        ),
        sa.CheckConstraint("track_count BETWEEN 1 AND 60", name=op.f("ck_video_jobs_track_count_in_range")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_video_jobs_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_video_jobs")),
        sa.UniqueConstraint("output_directory", name=op.f("uq_video_jobs_output_directory")),
    )
    op.create_index("ix_video_jobs_channel_id", "video_jobs", ["channel_id"], unique=False)
    op.create_index("ix_video_jobs_created_at", "video_jobs", ["created_at"], unique=False)
    op.create_index(
        "ix_video_jobs_live", "video_jobs", ["id"], unique=False, postgresql_where=sa.text("run_state <> 'idle'")
    )
    op.create_index(
        "ix_video_jobs_planned",
        "video_jobs",
        ["priority", "start_at"],
        unique=False,
        postgresql_where=sa.text("status = 'planned' AND NOT is_held"),
    )
    op.create_table(
        "audio_tracks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("video_job_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", MUSIC_PROVIDER, nullable=False),
        sa.Column("provider_track_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("duration_seconds", sa.Double(), nullable=False),
        sa.Column("sound_start_seconds", sa.Double(), nullable=False),
        sa.Column("sound_end_seconds", sa.Double(), nullable=False),
        sa.Column("license_document_url", sa.Text(), nullable=True),
        sa.Column("pcm_sha256", sa.Text(), nullable=False),
        sa.Column("sample_rate", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("integrated_lufs", sa.Double(), nullable=True),
        sa.Column("true_peak_dbtp", sa.Double(), nullable=True),
        sa.Column("order_index", sa.Integer(), nullable=False),
        sa.Column("take", sa.Integer(), server_default="1", nullable=False),
        sa.Column("is_current", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("is_placeholder", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("plugin_name", sa.Text(), nullable=True),
        sa.Column("local_file_path", sa.Text(), nullable=False),
        sa.Column("prompt_text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["video_job_id"], ["video_jobs.id"], name=op.f("fk_audio_tracks_video_job_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audio_tracks")),
        sa.UniqueConstraint(
            "video_job_id", "order_index", "take", name=op.f("uq_audio_tracks_video_job_id_order_index_take")
        ),
    )
    op.create_index(
        "uq_audio_tracks_current",
        "audio_tracks",
        ["video_job_id", "order_index"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )
    op.create_index(
        "uq_audio_tracks_distinct",
        "audio_tracks",
        ["video_job_id", "pcm_sha256"],
        unique=True,
        postgresql_where=sa.text("is_current AND NOT is_placeholder"),
    )
    op.create_table(
        "images",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("video_job_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", VISUAL_PROVIDER, nullable=False),
        sa.Column("provider_image_id", sa.Text(), nullable=True),
        sa.Column("is_clip", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("duration_seconds", sa.Double(), nullable=True),
        sa.Column("order_index", sa.Integer(), nullable=False),
        sa.Column("take", sa.Integer(), server_default="1", nullable=False),
        sa.Column("is_current", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("is_placeholder", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("plugin_name", sa.Text(), nullable=True),
        sa.Column("local_file_path", sa.Text(), nullable=False),
        sa.Column("prompt_text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["video_job_id"], ["video_jobs.id"], name=op.f("fk_images_video_job_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_images")),
        sa.UniqueConstraint(
            "video_job_id", "order_index", "take", name=op.f("uq_images_video_job_id_order_index_take")
        ),
    )
    op.create_index(
        "uq_images_current",
        "images",
        ["video_job_id", "order_index"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )
    op.create_index(
        "uq_images_distinct",
        "images",
        ["video_job_id", "sha256"],
        unique=True,
        postgresql_where=sa.text("is_current AND NOT is_placeholder"),
    )
    op.create_table(
        "job_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("video_job_id", sa.BigInteger(), nullable=False),
        sa.Column("run_no", sa.Integer(), nullable=False),
        sa.Column("stage", STAGE, nullable=True),
        sa.Column("order_index", sa.Integer(), nullable=True),
        sa.Column("level", EVENT_LEVEL, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["video_job_id"], ["video_jobs.id"], name=op.f("fk_job_events_video_job_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_events")),
    )
    op.create_index("ix_job_events_video_job_id_id", "job_events", ["video_job_id", "id"], unique=False)
    op.create_table(
        "render_tasks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("video_job_id", sa.BigInteger(), nullable=False),
        sa.Column("run_no", sa.Integer(), nullable=False),
        sa.Column("status", RENDER_STATUS, nullable=False),
        sa.Column("input_hash", sa.Text(), nullable=False),
        sa.Column("ffmpeg_command", sa.Text(), nullable=True),
        sa.Column("local_video_path", sa.Text(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("duration_seconds", sa.Double(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("segments_encoded", sa.Integer(), nullable=True),
        sa.Column("segments_reused", sa.Integer(), nullable=True),
        sa.Column("inspection", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["video_job_id"], ["video_jobs.id"], name=op.f("fk_render_tasks_video_job_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_render_tasks")),
    )
    op.create_index("ix_render_tasks_video_job_id", "render_tasks", ["video_job_id"], unique=False)
    op.create_index(
        "uq_render_tasks_running",
        "render_tasks",
        ["video_job_id"],
        unique=True,
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_table(
        "work_items",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("video_job_id", sa.BigInteger(), nullable=False),
        sa.Column("stage", STAGE, nullable=False),
        sa.Column("order_index", sa.Integer(), nullable=False),
        sa.Column("state", ITEM_STATE, server_default="waiting", nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("progress", sa.Double(), server_default="0", nullable=False),
        sa.Column("progress_note", sa.Text(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'working') = (owner IS NOT NULL)", name=op.f("ck_work_items_owned_while_working")),
        sa.CheckConstraint("(owner IS NULL) = (lease_until IS NULL)", name=op.f("ck_work_items_lease_has_an_owner")),
        sa.ForeignKeyConstraint(
            ["video_job_id"], ["video_jobs.id"], name=op.f("fk_work_items_video_job_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_items")),
        sa.UniqueConstraint(
            "video_job_id", "stage", "order_index", name=op.f("uq_work_items_video_job_id_stage_order_index")
        ),
    )
    op.create_index(
        "ix_work_items_live",
        "work_items",
        ["video_job_id"],
        unique=False,
        postgresql_where=sa.text("state = 'working'"),
    )
    op.create_table(
        "provider_submissions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("work_item_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("state", SUBMISSION_STATE, nullable=False),
        sa.Column("provider_job_id", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_item_id"], ["work_items.id"], name=op.f("fk_provider_submissions_work_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_submissions")),
    )
    op.create_index("ix_provider_submissions_work_item_id", "provider_submissions", ["work_item_id"], unique=False)
    op.create_index(
        "uq_provider_submissions_open",
        "provider_submissions",
        ["work_item_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('intended', 'accepted')"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_provider_submissions_open",
        table_name="provider_submissions",
        postgresql_where=sa.text("state IN ('intended', 'accepted')"),
    )
    op.drop_index("ix_provider_submissions_work_item_id", table_name="provider_submissions")
    op.drop_table("provider_submissions")
    op.drop_index("ix_work_items_live", table_name="work_items", postgresql_where=sa.text("state = 'working'"))
    op.drop_table("work_items")
    op.drop_index("uq_render_tasks_running", table_name="render_tasks", postgresql_where=sa.text("status = 'running'"))
    op.drop_index("ix_render_tasks_video_job_id", table_name="render_tasks")
    op.drop_table("render_tasks")
    op.drop_index("ix_job_events_video_job_id_id", table_name="job_events")
    op.drop_table("job_events")
    op.drop_index(
        "uq_images_distinct", table_name="images", postgresql_where=sa.text("is_current AND NOT is_placeholder")
    )
    op.drop_index("uq_images_current", table_name="images", postgresql_where=sa.text("is_current"))
    op.drop_table("images")
    op.drop_index(
        "uq_audio_tracks_distinct",
        table_name="audio_tracks",
        postgresql_where=sa.text("is_current AND NOT is_placeholder"),
    )
    op.drop_index("uq_audio_tracks_current", table_name="audio_tracks", postgresql_where=sa.text("is_current"))
    op.drop_table("audio_tracks")
    op.drop_index(
        "ix_video_jobs_planned", table_name="video_jobs", postgresql_where=sa.text("status = 'planned' AND NOT is_held")
    )
    op.drop_index("ix_video_jobs_live", table_name="video_jobs", postgresql_where=sa.text("run_state <> 'idle'"))
    op.drop_index("ix_video_jobs_created_at", table_name="video_jobs")
    op.drop_index("ix_video_jobs_channel_id", table_name="video_jobs")
    op.drop_table("video_jobs")
    op.drop_table("channels")
    for words in reversed(ENUMS):
        words.drop(op.get_bind())
