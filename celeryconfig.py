"""Queues, routes, delivery guarantees and the beat schedule. Reads studio.settings and nothing else.

The database is the truth and the broker a doorbell: see docs/architecture.md for why each guarantee is as it is.
"""

from urllib.parse import urlsplit, urlunsplit

from studio.settings import get_settings

_settings = get_settings()
_DAY = 86400
_WEEK = 7 * _DAY


def _next_database(url: str) -> str:
    """The Redis database after the broker's: results do not share keys with queues."""
    parts = urlsplit(url)
    number = int(parts.path.strip("/") or 0)
    return urlunsplit(parts._replace(path=f"/{number + 1}"))


_broker = _settings.redis.url.get_secret_value() if _settings.redis.url else "redis://127.0.0.1:6379/0"

broker_url = _broker
result_backend = _next_database(_broker)

# Recovery is the work of leases and the scan. A short visibility timeout would start a long render twice, so it is a
# day, and the same for everybody who shares the broker: the shortest one wins.
_transport = {
    "visibility_timeout": _DAY,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
broker_transport_options = _transport
visibility_timeout = _DAY
result_backend_transport_options = {"visibility_timeout": _DAY}
broker_connection_retry_on_startup = True
broker_connection_max_retries = None

# A blip of Redis while a header task ends would otherwise turn finished work into a failed chord.
result_backend_always_retry = True
result_backend_max_retries = 60
# One backend for all threads: else each thread's connection is left open when the thread ends.
result_backend_thread_safe = True
redis_socket_timeout = 10
redis_backend_health_check_interval = 25
redis_retry_on_timeout = True
# Shorter than a stage, and a chord would hang without an error.
result_expires = _WEEK
result_chord_expires = _WEEK

task_serializer = "json"
result_serializer = "json"
accept_content = ["json"]
task_acks_late = True
task_reject_on_worker_lost = True
# Bounded, unlike rejection alone; the delay outlives the claim of a dead worker on a chord's body.
task_retry_on_worker_lost = True
worker_prefetch_multiplier = 1
task_track_started = True
task_allow_error_cb_on_chord_header = False
worker_deduplicate_successful_tasks = False
worker_cancel_long_running_tasks_on_connection_loss = False
worker_send_task_events = True
task_send_sent_event = True
worker_hijack_root_logger = False
worker_soft_shutdown_timeout = 5.0
timezone = "UTC"

task_default_queue = "io"
task_routes = {
    "studio.tasks.render.render_video": {"queue": "media"},
    "studio.tasks.schedule.*": {"queue": "control"},
}

beat_max_loop_interval = 5
beat_scheduler = "studio.tasks.beat:SteadyScheduler"
beat_schedule = {
    "scan": {
        "task": "studio.tasks.schedule.scan",
        "schedule": _settings.recovery.scan_seconds,
        # Whoever sends it and whoever receives it compare their clocks: a short life would end scans altogether where
        # one of them is wrong. Those that pile up while no worker runs take some milliseconds each.
        "options": {"expires": _DAY},
    },
}
