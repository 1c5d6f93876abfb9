"""What all tests share: deal books of the sample companies, and properties without a deadline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from salestoolkit.sources.samples import company, import_sample

# how long one example takes says more of the machine than of the code
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Says where a sample company's book is; no test may write into it."""
    root = tmp_path_factory.mktemp("samples")

    def folder(name: str) -> Path:
        if not (root / name).exists():
            import_sample(company(name), to=root / name)
        return root / name

    return folder
