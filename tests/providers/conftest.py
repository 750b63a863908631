"""Fixtures that the provider tests share."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from studio.providers.generation import GenerationContext
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
