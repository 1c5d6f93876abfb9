"""A workshop folder in each language, made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from salestoolkit.lessons import Workshop, open_workshop
from salestoolkit.lessons.folder import make_workshop

TODAY = date(2026, 11, 26)


@pytest.fixture(scope="session")
def made_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {}
    for language in ("en", "pl"):
        folders[language] = tmp_path_factory.mktemp("made") / language
        make_workshop(folders[language], language=language)
    return folders


@pytest.fixture(scope="session")
def workshops(made_folders: dict[str, Path]) -> dict[str, Workshop]:
    """A workshop in each language that all tests share: none writes into it."""
    return {
        language: open_workshop(language=language, today=TODAY, folder=folder)
        for language, folder in made_folders.items()
    }


@pytest.fixture
def new_workshop(made_folders: dict[str, Path], tmp_path: Path) -> Callable[..., Workshop]:
    """A workshop of a test's own in a language."""

    def opened(language: str = "en", **chosen: str) -> Workshop:
        folder = tmp_path / f"workshop_{language}"
        if not folder.exists():
            shutil.copytree(made_folders[language], folder)
        return open_workshop(language=language, today=TODAY, folder=folder, **chosen)

    return opened
