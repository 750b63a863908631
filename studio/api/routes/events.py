"""What happened to a job: its history, and a live stream that goes on where it was cut."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from sse_starlette import EventSourceResponse

from studio import events
from studio.api.deps import JobId, SettingsDep
from studio.api.problems import answers
from studio.api.stream import JobStream, view_event
from studio.db.jobs import get_job
from studio.db.session import transaction
from studio.errors import InvalidInput, NotFound
from studio.models import EventLevel
from studio.schemas.events import EventView
from studio.stages import Stage

router = APIRouter(prefix="/jobs/{job_id}", tags=["events"])

EventId = Annotated[int, Query(ge=0, le=2**63 - 1, description="Only what came after this event.")]


@router.get("/events", operation_id="list_events", responses=answers(NotFound, InvalidInput))
def list_events(
    job_id: JobId,
    after: EventId = 0,
    stage: Stage | None = None,
    level: EventLevel | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> list[EventView]:
    """The job's events, oldest first."""
    with transaction() as session:
        get_job(session, job_id)
        found = events.list_events(session, job_id, after_id=after, stage=stage, level=level, limit=limit)
        return [view_event(row) for row in found]


@router.get(
    "/stream",
    operation_id="stream_job",
    response_class=EventSourceResponse,
    response_description="Server-sent events: `job` carries a JobSummary, `event` an EventView with its id.",
    responses=answers(NotFound, InvalidInput),
)
def stream_job(
    job_id: JobId,
    settings: SettingsDep,
    after: EventId = 0,
    last_event_id: Annotated[int | None, Header(ge=0, le=2**63 - 1)] = None,
) -> EventSourceResponse:
    """The job as it is, then its events after the given one, and both again whenever something changes.

    A reader that lost its connection sends `Last-Event-ID`, as browsers do; it goes before `after`.
    """
    stream = JobStream(job_id, after_id=after if last_event_id is None else last_event_id, redis=settings.redis)
    return EventSourceResponse(stream.follow(stream.read()), ping=15)
