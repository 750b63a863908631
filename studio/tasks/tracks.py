"""The tracks stage, as tasks: items report, the closer judges."""

from studio.pipeline import tracks
from studio.stages import Stage
from studio.tasks.app import StudioTask, app
from studio.tasks.runs import close_or_stop


@app.task(base=StudioTask)
def generate_track(job_id: int, run_no: int, order_index: int) -> None:
    tracks.generate_track(job_id, run_no, order_index)


@app.task(base=StudioTask)
def close_tracks(job_id: int, run_no: int) -> None:
    close_or_stop(job_id, run_no, Stage.TRACKS)
