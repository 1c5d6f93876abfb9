"""Deal books with a known truth, and small hand-made counts."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def simulated() -> ModuleType:
    """The module that draws deal books from a known funnel."""
    return _module(ROOT / "benchmarks" / "simulated_books.py")


@pytest.fixture(scope="session")
def book_from() -> Callable[..., object]:
    """Makes a deal book from a list of (deal, stage or end, day)."""
    make = _module(ROOT / "tests" / "golden" / "golden_event_log.py").event_book

    def event_book(events: list[tuple[str, str, float]], *, as_of: int = 400) -> object:
        return make([list(event) for event in events], ["S1", "S2", "S3"], as_of)

    return event_book


@pytest.fixture(scope="session")
def book_of(simulated: ModuleType) -> Callable[..., object]:
    """Draws a book of so many deals from the usual funnel."""

    def make(deals: int, *, seed: int = 1, funnel: object = None, **planted: object) -> object:
        return simulated.simulate(funnel or simulated.Funnel(), deals, seed=seed, **planted)

    return make
