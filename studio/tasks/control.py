"""What the workers and the broker say of themselves. Never raises: silence is an answer."""

import time

import redis
from kombu.exceptions import OperationalError
from pydantic import SecretStr

from studio.logs import get_logger
from studio.schemas.system import QueueView, ServiceView
from studio.settings import get_settings
from studio.tasks.app import app

log = get_logger(__name__)

QUEUES = ("io", "media", "control")
_ANSWER_SECONDS = 1.0
_TOLERATED_SILENCE_SECONDS = 25.0
"""Of a worker that has answered: longer than the pause between two looks of the page."""
_answers: dict[str, tuple[float, list[str]]] = {}
"""Of each worker, when it answered last and the queues that it named."""
_SCANNED = "studio:scanned"
_LEAST_SILENCE_SECONDS = 60.0
"""A scan may be late by the length of another one."""


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
        return ServiceView(name="broker", healthy=False, found="No address.", remedy=remedy)
    try:
        with _redis(url) as client:
            version = client.info("server")["redis_version"]
    except redis.RedisError as error:
        return ServiceView(name="broker", healthy=False, found=f"No answer ({type(error).__name__}).", remedy=remedy)
    return ServiceView(name="broker", healthy=True, found=f"Redis {version}", remedy=None)


def note_scan() -> None:
    """Leave word that the scan has just been made; it fades when no further one follows."""
    settings = get_settings()
    if settings.redis.url is None:
        return
    seconds = max(_LEAST_SILENCE_SECONDS, 3 * settings.recovery.scan_seconds)
    try:
        with _redis(settings.redis.url) as client:
            client.set(_SCANNED, "1", px=int(1000 * seconds))
    except redis.RedisError as error:
        log.warning("scan_not_noted", reason=type(error).__name__)


def scheduler_service() -> ServiceView:
    """Healthy while beat rings for the scan, and a worker makes it."""
    settings = get_settings()
    found = "Has not looked for due or interrupted work lately."
    remedy = "Start the studio with `studio up`: until then no planned job starts, and no interrupted run goes on."
    try:
        if settings.redis.url is not None:
            with _redis(settings.redis.url) as client:
                if client.exists(_SCANNED):
                    found = f"Looks for due and interrupted work every {settings.recovery.scan_seconds:g} s."
                    return ServiceView(name="scheduler", healthy=True, found=found, remedy=None)
    except redis.RedisError:
        found = "Unknown while the broker does not answer."
    return ServiceView(name="scheduler", healthy=False, found=found, remedy=remedy)


def _redis(url: SecretStr) -> "redis.Redis":
    return redis.Redis.from_url(url.get_secret_value(), socket_timeout=2, socket_connect_timeout=2)


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
    """Who answers now, or did so a moment ago: a worker that has its hands full may miss one call."""
    try:
        answers = app.control.inspect(timeout=_ANSWER_SECONDS).active_queues() or {}
    except (OperationalError, redis.RedisError, OSError):
        return {}
    now = time.monotonic()
    _answers.update({worker: (now, [queue["name"] for queue in queues]) for worker, queues in answers.items()})
    found: dict[str, set[str]] = {}
    for worker, (heard_at, queues) in list(_answers.items()):
        if now - heard_at > _TOLERATED_SILENCE_SECONDS:
            _answers.pop(worker, None)
            continue
        for queue in queues:
            found.setdefault(queue, set()).add(worker)
    return found


def _waiting() -> dict[str, int]:
    url = get_settings().redis.url
    if url is None:
        return {}
    try:
        with _redis(url) as client:
            return {name: int(client.llen(name)) for name in QUEUES}
    except redis.RedisError:
        return {}
