"""A room of two teams, made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from salestoolkit.lessons.room.making import make_room


@pytest.fixture(scope="session")
def made_room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room that all tests share: none writes into it."""
    folder = tmp_path_factory.mktemp("rooms") / "room"
    make_room(folder, language="pl", industry="real-estate", teams=2)
    return folder


@pytest.fixture
def room_folder(made_room: Path, tmp_path: Path) -> Path:
    """A room of a test's own."""
    return Path(shutil.copytree(made_room, tmp_path / "room"))
