"""Liveness: the one route that needs no token and no service."""

from fastapi import APIRouter, Request

from studio.api.problems import UNEXPECTED, answers
from studio.schemas.system import HealthView

router = APIRouter(tags=["system"])


@router.get("/health", operation_id="get_health", responses=answers(UNEXPECTED))
def get_health(request: Request) -> HealthView:
    """That this process answers."""
    return HealthView(status="ok", version=request.app.version)
