"""Fixtures that the provider tests share."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from studio.errors import SubmissionUnknown
from studio.providers.generation import GenerationContext
from studio.providers.preflight import forget_looks
from studio.settings import Settings


class FreeOfCharge:
    """The submission of a provider that charges nothing: touching it is a fault."""

    @property
    def provider_job_id(self) -> str | None:
        raise AssertionError("a free provider looked at the ledger")

    def intend(self) -> None:
        raise AssertionError("a free provider wrote into the ledger")

    def accept(self, provider_job_id: str) -> None:
        raise AssertionError("a free provider wrote into the ledger")

    def refuse(self, reason: str) -> None:
        raise AssertionError("a free provider wrote into the ledger")

    def charge(self, amount: Decimal, currency: str) -> None:
        raise AssertionError("a free provider wrote into the ledger")


class LedgerLine:
    """One item's line, as the database would keep it between attempts."""

    def __init__(self) -> None:
        self.entries: list[str] = []
        self.charges: list[tuple[Decimal, str]] = []
        self._provider_job_id: str | None = None
        self._is_open = False

    @property
    def provider_job_id(self) -> str | None:
        return self._provider_job_id

    def intend(self) -> None:
        if self._is_open:
            raise SubmissionUnknown("This item may already be charged; repeat it by hand.")
        self._is_open = True
        self.entries.append("intended")

    def accept(self, provider_job_id: str) -> None:
        assert self._is_open, "accepted without an intent"
        self._provider_job_id = provider_job_id
        self.entries.append(f"accepted {provider_job_id}")

    def refuse(self, reason: str) -> None:
        assert self._is_open, "refused without an intent"
        self._is_open = False
        self._provider_job_id = None
        self.entries.append(f"refused: {reason}")

    def charge(self, amount: Decimal, currency: str) -> None:
        self.charges.append((amount, currency))

    @property
    def steps(self) -> list[str]:
        """The entries without ids and reasons."""
        return [entry.split()[0].rstrip(":") for entry in self.entries]


@pytest.fixture(autouse=True)
def forgotten_looks() -> None:
    """What a vendor said to an earlier test is forgotten."""
    forget_looks()


MakeContext = Callable[..., GenerationContext]


@pytest.fixture
def settings() -> Settings:
    return Settings(_env_file=None, library={"shortest_track_seconds": 0.4})


@pytest.fixture
def make_context(tmp_path: Path) -> MakeContext:
    """A context with an empty folder of its own, changed by keyword."""
    folders = 0

    def make(**changes: Any) -> GenerationContext:
        nonlocal folders
        folders += 1
        directory = tmp_path / "attempts" / str(folders)
        directory.mkdir(parents=True)
        values: dict[str, Any] = {
            "order_index": 0,
            "album_size": 20,
            "title": "Corner Booth, Past Midnight",
            "seed": 7,
            "album_seed": 7,
            "directory": directory,
            "own_files": None,
            "submission": FreeOfCharge(),
            "should_stop": lambda: False,
        }
        return GenerationContext(**(values | changes))

    return make
