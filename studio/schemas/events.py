"""HTTP bodies about what happened to a job."""

from datetime import datetime
from typing import Any

from studio.schemas.values import View
from studio.stages import Stage


class EventView(View):
    id: int
    """Grows; a reader that lost its connection asks for what came after the last one that it saw."""
    run_no: int
    stage: Stage | None
    number: int | None
    """Number of the item, from 1."""
    level: str
    code: str
    message: str
    data: dict[str, Any] | None
    created_at: datetime
