"""What all tests share: deal books of the sample companies, and properties without a deadline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from salestoolkit.sources.samples import company, import_sample

# how long one example takes says more of the machine than of the code
settings.register_profile("full", deadline=None, max_examples=100)
settings.register_profile("quick", parent=settings.get_profile("full"), max_examples=20)


def pytest_configure(config: pytest.Config) -> None:
    """Fewer examples of each property in the quick run, all of them in the full one."""
    settings.load_profile("quick" if config.option.markexpr == "not slow" else "full")


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Says where a sample company's book is; no test may write into it."""
    root = tmp_path_factory.mktemp("samples")

    def folder(name: str) -> Path:
        if not (root / name).exists():
            import_sample(company(name), to=root / name)
        return root / name

    return folder
