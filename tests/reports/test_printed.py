"""Pages that are printed are HTML or PDF by the ending of their name."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.errors import ReportError
from salestoolkit.reports import printed
from salestoolkit.reports.printed import write_printed


def test_the_ending_of_the_name_says_what_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printed, "as_pdf", lambda page: f"%PDF of {page}".encode())
    assert write_printed("<p>Żółw</p>", tmp_path / "page.HTML").path.read_text("utf-8") == (
        "<p>Żółw</p>"
    )
    assert write_printed("page", tmp_path / "page.pdf").path.read_bytes() == b"%PDF of page"


def test_another_ending_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="sheet_format"):
        write_printed("page", tmp_path / "new" / "page.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_somebody_wrote_is_kept_beside(tmp_path: Path) -> None:
    theirs = tmp_path / "page.html"
    theirs.write_text("my notes", encoding="utf-8")
    written = write_printed("page", theirs)
    assert written.copy is not None and written.copy.read_text("utf-8") == "my notes"
    assert theirs.read_text("utf-8") == "page"
