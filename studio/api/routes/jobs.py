"""Video jobs: list, create, read, start, cancel, delete, and runs of one stage."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sse_starlette import EventSourceResponse
from starlette.status import HTTP_201_CREATED, HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from studio.api.deps import JobId, Offset, SearchText, SettingsDep
from studio.api.problems import WITH_BODY, answers
from studio.api.stream import follow_jobs
from studio.db.jobs import JobQuery
from studio.db.session import transaction
from studio.errors import (
    BudgetReached,
    Conflict,
    EncoderMissing,
    InvalidInput,
    MediaError,
    NotEnoughDisk,
    NotFound,
    NotRunning,
    OutsideOutputRoot,
    ProviderError,
    ProviderKeyRefused,
    ProviderNotConfigured,
    ServiceUnreachable,
)
from studio.logs import get_logger
from studio.pipeline import budget, jobs, planning, runs
from studio.pipeline.files import clear_directory
from studio.pipeline.planning import AlbumPlan
from studio.pipeline.runs import Run
from studio.schemas.jobs import (
    EstimateView,
    JobChange,
    JobDetail,
    JobDraft,
    JobPage,
    JobSort,
    JobSummary,
    StageRun,
)
from studio.schemas.values import RowId
from studio.settings import Settings
from studio.stages import JobStanding, JobStatus, Stage
from studio.tasks import workflow

log = get_logger(__name__)

router = APIRouter(prefix="/jobs", tags=["jobs"])


_DRAFT_ANSWERS = answers(
    NotFound,
    Conflict,
    BudgetReached,
    OutsideOutputRoot,
    MediaError,
    ProviderKeyRefused,
    ProviderNotConfigured,
    ProviderError,
    NotEnoughDisk,
    ServiceUnreachable,
    NotRunning,
    EncoderMissing,
    *WITH_BODY,
)


class SortOrder(StrEnum):
    ASC = "asc"
    DESC = "desc"


@router.get("", operation_id="list_jobs", responses=answers(InvalidInput))
def list_jobs(
    status: JobStatus | None = None,
    standing: JobStanding | None = None,
    channel_id: Annotated[RowId | None, Query()] = None,
    search: SearchText | None = None,
    sort: JobSort = JobSort.CREATED_AT,
    order: SortOrder = SortOrder.DESC,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Offset = 0,
) -> JobPage:
    """One page of the jobs that match, the newest first unless another order is asked for."""
    query = JobQuery(
        status=status,
        standing=standing,
        channel_id=channel_id,
        search=search or None,
        sort=sort,
        descending=order is SortOrder.DESC,
        limit=limit,
        offset=offset,
    )
    with transaction() as session:
        return jobs.list_jobs(session, query)


@router.get(
    "/stream",
    operation_id="stream_jobs",
    response_class=EventSourceResponse,
    response_description="Server-sent events: `jobs`, with nothing to tell, whenever any job changed.",
    responses=answers(),
)
def stream_jobs(settings: SettingsDep) -> EventSourceResponse:
    """Says when to read the list of jobs again: once at first, and then whenever any job changed."""
    return EventSourceResponse(follow_jobs(settings.redis), ping=15)


@router.post("/estimate", operation_id="estimate_job", responses=_DRAFT_ANSWERS)
def estimate_job(draft: JobDraft, settings: SettingsDep) -> EstimateView:
    """What the job would take in time, disk and money.

    Nothing is created; what creation refuses is refused here, except what only the budget does not allow.
    """
    plan = _plan(draft, settings)
    with transaction() as session:
        problem = budget.find_obstacle(session, plan.options, plan.cost_usd)
    return planning.estimate_album(plan, settings, budget_problem=problem)


@router.post("", operation_id="create_job", status_code=HTTP_201_CREATED, responses=_DRAFT_ANSWERS)
def create_job(draft: JobDraft, settings: SettingsDep, response: Response) -> JobDetail:
    """Create a job. It starts at once or at its start time; with `start` false it waits to be started."""
    plan = _plan(draft, settings)
    with transaction() as session:
        job_id = jobs.create_job(session, draft.channel_id, plan, settings).id
        started = runs.claim_planned(session, settings.recovery, job_id=job_id)
        detail = jobs.describe_job(session, job_id)
    _launch(started)
    response.headers["Location"] = f"/api/jobs/{job_id}"
    return detail


@router.get("/{job_id}", operation_id="get_job", responses=answers(NotFound, InvalidInput))
def get_job(job_id: JobId) -> JobDetail:
    """The job with its prompts, all takes of its tracks and visuals, its renders and items."""
    with transaction() as session:
        return jobs.describe_job(session, job_id)


@router.patch("/{job_id}", operation_id="change_job", responses=answers(NotFound, Conflict, *WITH_BODY))
def change_job(job_id: JobId, change: JobChange) -> JobDetail:
    """Change the fields that are sent: the ticked steps, where the film was published, when the job starts, its budget.

    While the job runs, only its budget can be changed.
    """
    with transaction() as session:
        jobs.change_job(session, job_id, change)
        return jobs.describe_job(session, job_id)


@router.delete(
    "/{job_id}",
    operation_id="delete_job",
    status_code=HTTP_204_NO_CONTENT,
    responses=answers(NotFound, Conflict, InvalidInput),
)
def delete_job(job_id: JobId, settings: SettingsDep, remove_files: bool = False) -> None:
    """Delete the job. One that is running must be cancelled first.

    Its film, tracks, visuals and texts stay in their folder unless `remove_files` is true. What was kept there for
    rendering and previews goes.
    """
    with transaction() as session:
        folder = jobs.delete_job(session, job_id, settings)
    clear_directory(folder, keep_results=not remove_files)


@router.post(
    "/{job_id}/start",
    operation_id="start_job",
    status_code=HTTP_202_ACCEPTED,
    responses=answers(NotFound, Conflict, InvalidInput),
)
def start_job(job_id: JobId) -> JobSummary:
    """Start the job, or resume it from the first piece that is missing."""
    with transaction() as session:
        run = runs.start_run(session, job_id)
        summary = jobs.summarise_job(session, job_id)
    _launch([run])
    return summary


@router.post(
    "/{job_id}/cancel",
    operation_id="cancel_job",
    status_code=HTTP_202_ACCEPTED,
    responses=answers(NotFound, Conflict, InvalidInput),
)
def cancel_job(job_id: JobId) -> JobSummary:
    """Stop the job. It shows `stopping` until its workers have let go, and can be resumed afterwards."""
    with transaction() as session:
        runs.cancel_run(session, job_id)
        return jobs.summarise_job(session, job_id)


@router.post(
    "/{job_id}/stages/{stage}/run",
    operation_id="run_stage",
    status_code=HTTP_202_ACCEPTED,
    responses=answers(NotFound, Conflict, *WITH_BODY),
)
def run_stage(job_id: JobId, stage: Stage, body: StageRun) -> JobSummary:
    """Run a stage again, or one item of it, and then what depends on it. An item of the prompts is a pair of them.

    A pair that was used cannot be written anew; after another one was written the run stops, for review.
    """
    with transaction() as session:
        run = runs.rerun(session, job_id, stage, mode=body.mode, item=body.item)
        summary = jobs.summarise_job(session, job_id)
    _launch([run])
    return summary


def _plan(draft: JobDraft, settings: Settings) -> AlbumPlan:
    """The checked draft. Providers answer in their own time, so no transaction is open while they are asked."""
    with transaction() as session:
        jobs.check_place(session, draft.channel_id, draft, settings)
    return planning.plan_album(draft, settings)


def _launch(committed: list[Run]) -> None:
    """Hand runs to the workers. Without a broker the scheduled scan does so later: nothing is lost."""
    for run in committed:
        try:
            workflow.launch(run)
        except ServiceUnreachable as error:
            log.warning("run_not_launched", job_id=run.job_id, run_no=run.run_no, reason=error.message)
