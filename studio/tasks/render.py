"""The render stage, as a task."""

from studio.pipeline import render
from studio.stages import Stage
from studio.tasks.app import StudioTask, app
from studio.tasks.runs import close_or_stop


@app.task(base=StudioTask)
def render_video(job_id: int, run_no: int) -> None:
    render.render_video(job_id, run_no)
    close_or_stop(job_id, run_no, Stage.RENDER)
