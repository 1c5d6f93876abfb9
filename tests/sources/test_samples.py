"""The sample companies become deal books wherever they are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.errors import InvalidValue
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.samples import COMPANIES, company, import_sample


@pytest.mark.parametrize("sample", COMPANIES, ids=lambda sample: sample.folder)
def test_a_sample_is_imported_once(sample: object, tmp_path: Path) -> None:
    import_sample(sample, to=tmp_path / "book")  # type: ignore[arg-type]
    before = (tmp_path / "book" / "import.json").read_bytes()
    import_sample(sample, to=tmp_path / "book")  # type: ignore[arg-type]
    assert (tmp_path / "book" / "import.json").read_bytes() == before
    assert open_book(tmp_path / "book").deals.num_rows > 1_000


def test_an_unknown_sample_names_those_there_are() -> None:
    with pytest.raises(InvalidValue) as raised:
        company("acme")
    assert "kwarcowa_sowa" in raised.value.fields["allowed"]
