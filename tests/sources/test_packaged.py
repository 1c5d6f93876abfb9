"""Files that come with the toolkit."""

from __future__ import annotations

import pytest

from salestoolkit.errors import ContentError
from salestoolkit.sources.packaged import packaged_path


def test_the_notebooks_folder_is_found() -> None:
    assert packaged_path("notebooks").is_dir()


@pytest.mark.parametrize(
    "path", ["notebooks/none.ipynb", "../etc", "notebooks/../pyproject.toml", "", "/etc"]
)
def test_nothing_outside_the_packaged_folders_is_given(path: str) -> None:
    with pytest.raises(ContentError, match="packaged_file_missing"):
        packaged_path(path)
