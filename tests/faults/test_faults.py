"""The shorter scenarios as tests: `pytest tests/faults --override-ini addopts=`. `make faults` plays all of them."""

from collections.abc import Iterator

import pytest

from tests.faults import scenarios  # noqa: F401 - fills the catalogue
from tests.faults.bench import Bench
from tests.faults.catalogue import SCENARIOS

pytestmark = pytest.mark.e2e

SEED = 1
QUICK = [(name, SEED + run) for name, scenario in SCENARIOS.items() for run in range(scenario.quick_runs)]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


@pytest.mark.parametrize(("name", "seed"), QUICK, ids=[f"{name}-{seed}" for name, seed in QUICK])
def test_the_promise_is_kept(name: str, seed: int, bench: Bench) -> None:
    bench.play(SCENARIOS[name], seed)
