"""What lies on the disk, by job and by use, and what of it can be deleted at no loss."""

import functools
import time
from typing import Annotated

from fastapi import APIRouter, Query

from studio.api.deps import SettingsDep
from studio.api.problems import answers
from studio.errors import InvalidInput
from studio.pipeline.storage import measure_storage
from studio.schemas.storage import StorageView
from studio.settings import get_settings

router = APIRouter(tags=["system"])

MOST_JOBS = 200
_COUNT_SECONDS = 60


@router.get("/storage", operation_id="get_storage", responses=answers(InvalidInput))
def get_storage(settings: SettingsDep, limit: Annotated[int, Query(ge=1, le=MOST_JOBS)] = 20) -> StorageView:
    """All jobs are counted; the largest are named. It is looked at anew once a minute."""
    storage = _look(str(settings.output.root.resolve()), int(time.monotonic() / _COUNT_SECONDS))
    return storage.model_copy(update={"jobs": storage.jobs[:limit]})


@functools.lru_cache(maxsize=1)
def _look(_root: str, _period: int) -> StorageView:
    """Each file is looked at, so what was found is kept for a while."""
    return measure_storage(get_settings(), limit=MOST_JOBS)
