"""Jobs for tests, made the way the studio makes them."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from studio.db.items import Place
from studio.db.session import in_transaction
from studio.models import VideoJob
from studio.pipeline import jobs, planning, runs
from studio.pipeline.channels import find_or_create
from studio.schemas.jobs import AlbumWishes
from studio.settings import get_settings
from studio.stages import JobStatus, RunState, Stage


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


def restart(place: Place) -> list[Place]:
    """Start the job again, as a person does after a failure. Returns the tracks that are still to be made."""

    def go_on(session: Session) -> runs.Run:
        session.execute(
            update(VideoJob).where(VideoJob.id == place.job_id).values(run_state=RunState.IDLE, status=JobStatus.FAILED)
        )
        return runs.start_run(session, place.job_id)

    run = in_transaction(go_on)
    return [Place(run.job_id, run.run_no, Stage.TRACKS, index) for index in run.missing[Stage.TRACKS]]
