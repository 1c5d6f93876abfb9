"""Deal books from small event logs."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def event_log() -> Callable[..., Any]:
    """Makes a deal book from a list of (deal, stage or end, day) and the stages in order."""
    path = Path(__file__).parents[1] / "golden" / "golden_event_log.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)

    def make(events: list[tuple[str, str, float]], stages: list[str], *, as_of: int = 400) -> Any:
        return module.event_book([list(event) for event in events], stages, as_of)

    return make
