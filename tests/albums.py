"""Jobs for tests, made the way the studio makes them."""

from sqlalchemy.orm import Session

from studio.db.session import in_transaction
from studio.models import VideoJob
from studio.pipeline import jobs, planning
from studio.pipeline.channels import find_or_create
from studio.schemas.jobs import AlbumWishes
from studio.settings import get_settings


def plan_job(*, tracks: int = 3, minutes: int = 1, **wishes: object) -> VideoJob:
    """A planned job of the channel Quiet Corner."""

    usual = {
        "niche_label": "rainy window",
        "mood_keywords": ["warm", "slow"],
        "target_duration_minutes": minutes,
        "track_count": tracks,
        "seed": 7,
    }
    plan = planning.plan_album(AlbumWishes.model_validate(usual | wishes), get_settings(), trust_paths=True)

    def create(session: Session) -> VideoJob:
        channel = find_or_create(session, "Quiet Corner", "lo-fi")
        return jobs.create_job(session, channel.id, plan, get_settings())

    return in_transaction(create)
