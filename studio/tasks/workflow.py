"""The canvas: what one run of a job sends to the workers.

Messages carry ids only and signatures are immutable. A run holds only what is missing, so the same builder makes a full
run, one from a stage on, one up to a stage, and one for chosen items.
"""

import redis
from celery import chain, chord
from celery.canvas import Signature
from kombu.exceptions import OperationalError

from studio.db.session import in_transaction
from studio.errors import ServiceUnreachable
from studio.pipeline import runs
from studio.pipeline.runs import Run
from studio.stages import Stage
from studio.tasks.app import StudioTask, app
from studio.tasks.metadata import write_metadata
from studio.tasks.prompts import generate_prompts
from studio.tasks.render import render_video
from studio.tasks.runs import fail_job
from studio.tasks.tracks import close_tracks, generate_track
from studio.tasks.visuals import close_visuals, generate_visual


def build_canvas(run: Run) -> Signature | None:
    """The chain of what the run is missing; None when that is nothing."""
    ids = (run.job_id, run.run_no)
    missing = run.missing
    steps: list[Signature] = []
    if Stage.PROMPTS in missing:
        steps.append(generate_prompts.si(*ids))
    if Stage.TRACKS in missing:
        steps.append(chord([generate_track.si(*ids, index) for index in missing[Stage.TRACKS]], close_tracks.si(*ids)))
    if Stage.VISUALS in missing:
        steps.append(
            chord([generate_visual.si(*ids, index) for index in missing[Stage.VISUALS]], close_visuals.si(*ids))
        )
    if Stage.RENDER in missing:
        steps.append(render_video.si(*ids))
    if Stage.METADATA in missing:
        steps.append(write_metadata.si(*ids))
    return chain(*steps).on_error(fail_job.si(*ids)) if steps else None


@app.task(base=StudioTask, ignore_result=True)
def begin_run(job_id: int, run_no: int) -> None:
    run = in_transaction(lambda session: runs.read_run(session, job_id, run_no))
    canvas = None if run is None else build_canvas(run)
    if canvas is not None:
        canvas.apply_async()


def launch(run: Run) -> None:
    """Ring for a run that has been planned and committed; a worker then publishes its canvas.

    One small message, whatever the album, and no subscription to forty results in the process that rings.
    Raises ServiceUnreachable where the broker is away. The run is not lost: the scan finds it standing still.
    """
    try:
        begin_run.apply_async((run.job_id, run.run_no), retry=False)
    except (OperationalError, redis.RedisError, OSError) as error:
        raise ServiceUnreachable(
            "The broker does not answer, so the job waits until it does; check that Redis is running."
        ) from error
