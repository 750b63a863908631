"""Jobs for tests, made the way the studio makes them."""

from sqlalchemy.orm import Session

from studio.db.session import in_transaction
from studio.models import VideoJob
from studio.pipeline import jobs
from studio.pipeline.channels import find_or_create
from studio.schemas.jobs import JobDraft
from studio.settings import get_settings


def plan_job(*, tracks: int = 3, minutes: int = 1, **wishes: object) -> VideoJob:
    """A planned job of the channel Quiet Corner."""

    def plan(session: Session) -> VideoJob:
        channel = find_or_create(session, "Quiet Corner", "lo-fi")
        draft = {
            "channel_id": channel.id,
            "niche_label": "rainy window",
            "mood_keywords": ["warm", "slow"],
            "target_duration_minutes": minutes,
            "track_count": tracks,
            "seed": 7,
        }
        return jobs.create_job(session, JobDraft.model_validate(draft | wishes), get_settings(), trust_paths=True)

    return in_transaction(plan)
