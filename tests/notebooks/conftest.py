"""A book for the notebooks that need one."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.sources.importer import import_files
from salestoolkit.sources.packaged import packaged_path


@pytest.fixture(scope="session")
def sample_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Polish sample company."""
    folder = tmp_path_factory.mktemp("books") / "sample"
    export = packaged_path("data/kwarcowa_sowa")
    names = ("deals.csv", "stage_history.json", "stages.json")
    import_files([export / name for name in names], to=folder, timezone="Europe/Warsaw")
    return folder
