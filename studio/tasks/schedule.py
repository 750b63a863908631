"""What beat rings for: starting planned jobs that are due, picking up runs that stand still, sweeping now and then."""

from studio.db.session import in_transaction
from studio.pipeline import runs
from studio.pipeline.storage import Sweeper
from studio.settings import get_settings
from studio.tasks.app import StudioTask, app
from studio.tasks.control import note_scan
from studio.tasks.workflow import launch

_sweeper = Sweeper()


@app.task(base=StudioTask, ignore_result=True)
def scan() -> None:
    recovery = get_settings().recovery
    found = in_transaction(lambda session: runs.reconcile(session, recovery))
    found += in_transaction(lambda session: runs.claim_planned(session, recovery))
    for run in found:
        launch(run)
    note_scan()
    _sweeper.sweep_when_due(get_settings())
