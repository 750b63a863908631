"""The metadata stage, as a task."""

from studio.pipeline import metadata
from studio.stages import Stage
from studio.tasks.app import StudioTask, app
from studio.tasks.runs import close_or_stop


@app.task(base=StudioTask)
def write_metadata(job_id: int, run_no: int) -> None:
    metadata.write_metadata(job_id, run_no)
    close_or_stop(job_id, run_no, Stage.METADATA)
