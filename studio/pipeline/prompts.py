"""Stage 1: an album concept and a pair of prompts for each track."""

from sqlalchemy.orm import Session

from studio.db.items import Place
from studio.db.jobs import get_job
from studio.db.session import in_transaction
from studio.models import VideoJob
from studio.pipeline.lengths import plan_track_seconds
from studio.pipeline.work import work_on
from studio.providers import registry
from studio.providers.llm.base import AlbumBrief
from studio.schemas.options import AlbumOptions
from studio.schemas.prompts import AlbumPrompts
from studio.settings import get_settings
from studio.stages import Stage


def generate_prompts(job_id: int, run_no: int) -> None:
    """Write the album's prompts, or the one pair that is to be another, into `prompts_json`.

    Written anew, they differ from those before.
    """
    with work_on(Place(job_id, run_no, Stage.PROMPTS)) as work:
        if work is None:
            return
        brief, present, index = in_transaction(lambda session: _load(session, job_id))
        writer = registry.prompt_writer(get_settings(), should_stop=work.should_stop)
        if present is None or index is None:
            work.report(0.1, f"{writer.name} writes {brief.track_count} pairs of prompts")
            prompts = writer.write_album(brief)
            told = f"{writer.name} wrote {len(prompts.items)} pairs of prompts for “{prompts.album_title}”."
        else:
            work.report(0.1, f"{writer.name} writes another pair {index + 1}")
            pair = writer.write_another(brief, present, index)
            items = [*present.items[:index], pair, *present.items[index + 1 :]]
            prompts = present.model_copy(update={"items": items})
            told = f"{writer.name} wrote another pair {index + 1}: “{pair.track_title}”."

        if writer.token_use.requests:
            told += f" It took {writer.token_use}."

        def keep(session: Session) -> str:
            job = get_job(session, job_id)
            job.prompts_json = prompts.model_dump(mode="json")
            job.rewritten_index = None
            return told

        work.complete(keep)


def _load(session: Session, job_id: int) -> tuple[AlbumBrief, AlbumPrompts | None, int | None]:
    """The brief, the prompts that are there, and the index of the one pair that is to be another."""
    job = get_job(session, job_id)
    present = None if job.prompts_json is None else AlbumPrompts.model_validate(job.prompts_json)
    return _brief(job), present, job.rewritten_index


def track_seconds(job: VideoJob) -> tuple[int, ...]:
    """The length that each track of the job is to have."""
    options = AlbumOptions.model_validate(job.options)
    return plan_track_seconds(
        minutes=job.target_duration_minutes,
        track_count=job.track_count,
        crossfade_seconds=options.crossfade_seconds,
        seed=options.seed,
    )


def _brief(job: VideoJob) -> AlbumBrief:
    options = AlbumOptions.model_validate(job.options)
    # Prompts that are already there are being replaced: the same seed would write the same words again.
    rewrites = job.run_no if job.prompts_json is not None else 0
    return AlbumBrief(
        niche=job.niche_label,
        mood=", ".join(job.mood_keywords),
        track_count=job.track_count,
        track_seconds=track_seconds(job),
        seed=options.seed + rewrites,
        channel_niche=job.channel.brand_niche,
    )
