"""Deal books of the sample companies, imported once for all tests that only read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from salestoolkit.sources.samples import company, import_sample


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Says where a sample company's book is; no test may write into it."""
    root = tmp_path_factory.mktemp("samples")

    def folder(name: str) -> Path:
        if not (root / name).exists():
            import_sample(company(name), to=root / name)
        return root / name

    return folder
