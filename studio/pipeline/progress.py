"""How far a job is, from its items. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from studio.db.items import ItemGlance
from studio.models import WorkItem
from studio.schemas.jobs import StageView
from studio.stages import ItemState, Stage

AnyItem = WorkItem | ItemGlance


def describe_stages(of_job: Sequence[AnyItem], *, now: datetime | None = None) -> list[StageView]:
    """One line for each stage, in order."""
    clock = now or datetime.now(UTC)
    of_stages: dict[Stage, list[AnyItem]] = {stage: [] for stage in Stage}
    for item in of_job:
        of_stages[item.stage].append(item)
    return [_describe(stage, of_stage, clock) for stage, of_stage in of_stages.items()]


def _describe(stage: Stage, of_stage: Sequence[AnyItem], now: datetime) -> StageView:
    states = [item.state for item in of_stage]
    done, failed = states.count(ItemState.DONE), states.count(ItemState.FAILED)
    working = [item for item in of_stage if item.state == ItemState.WORKING] if ItemState.WORKING in states else []
    progress = sum(_share(item) for item in of_stage) / len(of_stage) if of_stage else 0.0
    return StageView(
        stage=stage,
        state=_state(len(of_stage), done, failed, len(working)),
        done=done,
        failed=failed,
        total=len(of_stage),
        progress=progress,
        note=next((item.progress_note for item in working if item.progress_note), None),
        seconds_left=_seconds_left(working, now) if len(of_stage) == 1 else None,
    )


def _state(total: int, done: int, failed: int, working: int) -> ItemState:
    if working:
        return ItemState.WORKING
    if failed:
        return ItemState.FAILED
    return ItemState.DONE if total and done == total else ItemState.WAITING


def _share(item: AnyItem) -> float:
    if item.state == ItemState.DONE:
        return 1.0
    return item.progress if item.state == ItemState.WORKING else 0.0


def _seconds_left(working: Sequence[AnyItem], now: datetime) -> float | None:
    """From the pace so far; nothing is promised before two per cent are done."""
    for item in working:
        if item.progress >= 0.02 and item.started_at is not None:
            spent = (now - item.started_at).total_seconds()
            return max(0.0, spent / item.progress * (1 - item.progress))
    return None
