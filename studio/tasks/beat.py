"""The scheduler of `celery beat`, on a machine whose clock may be set back."""

from typing import Any

from celery.beat import PersistentScheduler


class SteadyScheduler(PersistentScheduler):
    """Celery's own waits until the clock has come to where it was, and nothing is rung for meanwhile."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        now = self.app.now()
        for entry in self.schedule.values():
            if entry.last_run_at > now:
                entry.last_run_at = now
                self._heap = None  # made anew from the entries
        return float(super().tick(*args, **kwargs))
