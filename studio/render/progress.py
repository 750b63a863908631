"""How far a render is: its parts added up, weighted by what they cost. Never goes back."""

from collections.abc import Mapping

from studio.render.album import RenderProgress, ReportProgress


class ProgressSum:
    """`costs` holds the expected seconds of one core under each part's name; only their proportions count."""

    def __init__(self, costs: Mapping[str, float], report: ReportProgress) -> None:
        self._costs = dict(costs)
        self._shares = dict.fromkeys(self._costs, 0.0)
        self._report = report
        self._fraction = 0.0

    def add(self, part: str, cost: float) -> None:
        """Take in a part that turned out to be needed besides."""
        self._costs[part] = cost
        self._shares[part] = 0.0

    def set(self, part: str, share: float, note: str) -> None:
        """`share` of a part is done, 0 to 1; `note` says what is being made, for people."""
        self._shares[part] = max(self._shares[part], min(1.0, share))
        done = sum(self._shares[name] * cost for name, cost in self._costs.items()) / sum(self._costs.values())
        # 1 is kept for the moment when the film has its name.
        self._fraction = max(self._fraction, min(done, 0.999))
        self._report(RenderProgress(self._fraction, note))

    def finish(self) -> None:
        self._report(RenderProgress(1.0, "film finished"))
