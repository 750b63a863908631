"""The studio's own state: services, queues, providers and disk. What is down is reported, never an error."""

from fastapi import APIRouter, Request

from studio.api.deps import SettingsDep
from studio.api.problems import answers
from studio.disk import free_bytes, total_bytes
from studio.pipeline import system
from studio.providers.preflight import glance
from studio.schemas.system import SystemView
from studio.tasks.control import broker_service, inspect_queues, scheduler_service, workers_service

router = APIRouter(tags=["system"])


@router.get("/system", operation_id="get_system", responses=answers())
def get_system(request: Request, settings: SettingsDep) -> SystemView:
    """Services, queues and disk, looked at now; of vendors what they said last, for nobody waits for them."""
    queues = inspect_queues()
    with glance():
        providers = system.provider_views(settings)
    return SystemView(
        version=request.app.version,
        services=[
            system.database_service(),
            broker_service(),
            workers_service(queues),
            scheduler_service(),
            system.python_service(),
            system.ffmpeg_service(settings),
            system.disk_service(settings),
        ],
        queues=queues,
        providers=providers,
        disk_free_bytes=free_bytes(settings.output.root),
        disk_total_bytes=total_bytes(settings.output.root),
        studio_bytes=system.studio_bytes(settings),
        jobs_running=system.count_running(),
    )
