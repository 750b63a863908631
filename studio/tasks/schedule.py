"""What beat rings for: starting planned jobs that are due, and picking up runs that stand still."""

from studio.db.session import in_transaction
from studio.errors import ServiceUnreachable
from studio.logs import get_logger
from studio.pipeline import runs
from studio.settings import get_settings
from studio.tasks.app import StudioTask, app
from studio.tasks.workflow import launch

log = get_logger(__name__)


@app.task(base=StudioTask, ignore_result=True)
def scan() -> None:
    recovery = get_settings().recovery
    found = in_transaction(lambda session: runs.reconcile(session, recovery))
    found += in_transaction(lambda session: runs.claim_planned(session, recovery))
    for run in found:
        launch(run)


def start_now(job_id: int) -> None:
    """Start a planned job if it is due and there is room; else the scan will. Call it after the commit that made it."""
    recovery = get_settings().recovery
    try:
        for run in in_transaction(lambda session: runs.claim_planned(session, recovery, job_id=job_id)):
            launch(run)
    except ServiceUnreachable as error:
        log.warning("start_postponed", job_id=job_id, reason=error.message)
