"""HTTP bodies about the studio itself."""

from datetime import datetime

from studio.schemas.values import View


class ServiceView(View):
    name: str
    healthy: bool
    found: str
    """What was seen, for people."""
    remedy: str | None


class QueueView(View):
    name: str
    waiting: int
    workers: list[str]


class ProviderView(View):
    name: str
    kind: str
    """`prompts`, `music` or `visual`."""
    label: str
    needs_key: bool
    is_default: bool
    makes_placeholders: bool
    uses_own_files: bool
    makes_clips: bool
    """Moving pictures, not only stills."""
    shortest_seconds: float | None
    """Of a track; None where a length means nothing."""
    longest_seconds: float | None
    concurrency: int | None
    """Pieces that it makes at the same time; None where nobody has said."""
    price_per_item_usd: float
    """Of a track; of a still, where loops cost something else."""
    price_per_loop_usd: float | None
    """None where it makes no loops, or they cost what stills do."""
    problem: str | None
    """Why it cannot be used now; None when it can."""
    closed_reason: str | None
    """Why nothing more is asked of it for the time being, by any job; None while it is open."""
    closed_until: datetime | None
    """When it is tried again by itself; None while it is closed: when somebody starts a job that uses it."""
    account: list[str] | None
    """What its vendor says of balance and limits, as short phrases, about a minute old; empty while it was not asked
    or does not answer. None of a provider without an account that can be asked for."""


class SystemView(View):
    version: str
    services: list[ServiceView]
    queues: list[QueueView]
    providers: list[ProviderView]
    disk_free_bytes: int
    disk_total_bytes: int
    studio_bytes: int
    """What lies below the output root, looked at every few minutes."""
    jobs_running: int


class HealthView(View):
    """That the process answers. It says nothing of the services behind it."""

    status: str
    version: str
