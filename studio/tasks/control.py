"""What the workers and the broker say of themselves. Never raises: silence is an answer."""

import redis
from kombu.exceptions import OperationalError

from studio.schemas.system import QueueView, ServiceView
from studio.settings import get_settings
from studio.tasks.app import app

QUEUES = ("io", "media", "control")
_ANSWER_SECONDS = 1.0


def inspect_queues() -> list[QueueView]:
    """Each queue with its waiting messages and the workers that listen to it."""
    listeners = _listeners()
    waiting = _waiting()
    return [
        QueueView(name=name, waiting=waiting.get(name, 0), workers=sorted(listeners.get(name, ()))) for name in QUEUES
    ]


def broker_service() -> ServiceView:
    url = get_settings().redis.url
    remedy = "Start the studio with `studio up`, or set REDIS_URL to a Redis that runs."
    if url is None:
        return ServiceView(name="broker", healthy=False, found="no address", remedy=remedy)
    try:
        with redis.Redis.from_url(url.get_secret_value(), socket_timeout=2, socket_connect_timeout=2) as client:
            version = client.info("server")["redis_version"]
    except redis.RedisError as error:
        return ServiceView(
            name="broker", healthy=False, found=f"does not answer ({type(error).__name__})", remedy=remedy
        )
    return ServiceView(name="broker", healthy=True, found=f"Redis {version}", remedy=None)


def workers_service(queues: list[QueueView]) -> ServiceView:
    """Healthy when every queue has a worker."""
    idle = [queue.name for queue in queues if not queue.workers]
    count = len({worker for queue in queues for worker in queue.workers})
    return ServiceView(
        name="workers",
        healthy=bool(queues) and not idle,
        found=f"{count} of them answer." if count else "None answers.",
        remedy=(
            f"Nobody works on {', '.join(idle) or 'any queue'}; start the studio with `studio up`."
            if idle or not queues
            else None
        ),
    )


def _listeners() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    try:
        answers = app.control.inspect(timeout=_ANSWER_SECONDS).active_queues() or {}
    except (OperationalError, redis.RedisError, OSError):
        return found
    for worker, queues in answers.items():
        for queue in queues:
            found.setdefault(queue["name"], set()).add(worker)
    return found


def _waiting() -> dict[str, int]:
    url = get_settings().redis.url
    if url is None:
        return {}
    try:
        with redis.Redis.from_url(url.get_secret_value(), socket_timeout=2, socket_connect_timeout=2) as client:
            return {name: int(client.llen(name)) for name in QUEUES}
    except redis.RedisError:
        return {}
