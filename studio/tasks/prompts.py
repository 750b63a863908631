"""The prompts stage, as a task."""

from studio.pipeline import prompts
from studio.stages import Stage
from studio.tasks.app import StudioTask, app
from studio.tasks.runs import close_or_stop


@app.task(base=StudioTask)
def generate_prompts(job_id: int, run_no: int) -> None:
    prompts.generate_prompts(job_id, run_no)
    close_or_stop(job_id, run_no, Stage.PROMPTS)
