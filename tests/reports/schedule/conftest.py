"""A team with a schedule: see `scheduled_team`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from scheduled_team import BATCH, DROP, MONDAY, TOP, Team


@pytest.fixture
def team(tmp_path: Path) -> Team:
    (tmp_path / "monday.toml").write_text(BATCH, encoding="utf-8")
    return Team(tmp_path).write(TOP + MONDAY)


@pytest.fixture
def with_drop(team: Team) -> Callable[..., Team]:
    """A team with a drop folder, and what else its schedule says."""

    def written(more: str = "", *, top: str = "") -> Team:
        return team.write(TOP + top + DROP + more)

    return written
