"""Deal books with a known truth, and small hand-made counts."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

# A busy machine is slow at times; what a property takes says nothing about whether it holds.
settings.register_profile("patient", deadline=None, max_examples=60)
settings.load_profile("patient")

SIMULATED = Path(__file__).parents[2] / "benchmarks" / "simulated_books.py"


@pytest.fixture(scope="session")
def simulated() -> ModuleType:
    """The module that draws deal books from a known funnel."""
    spec = importlib.util.spec_from_file_location("simulated_books", SIMULATED)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def book_of(simulated: ModuleType) -> Callable[..., object]:
    """Draws a book of so many deals from the usual funnel."""

    def make(deals: int, *, seed: int = 1, funnel: object = None, **planted: object) -> object:
        return simulated.simulate(funnel or simulated.Funnel(), deals, seed=seed, **planted)

    return make
