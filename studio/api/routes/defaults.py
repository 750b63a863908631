"""What a new album takes where its draft says nothing."""

from fastapi import APIRouter

from studio.api.deps import SettingsDep
from studio.api.problems import answers
from studio.pipeline import planning
from studio.schemas.jobs import DefaultsView

router = APIRouter(prefix="/settings", tags=["settings"])


@router.get("/defaults", operation_id="get_defaults", responses=answers())
def get_defaults(settings: SettingsDep) -> DefaultsView:
    """What a draft takes where a field is left out."""
    return planning.defaults(settings)
