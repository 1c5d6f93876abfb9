"""What the command line says of pages."""

from __future__ import annotations

import pytest

from salestoolkit.errors import ReportError
from salestoolkit.reports.console import split_formats, sums, tell_page
from salestoolkit.reports.make import PageResult
from salestoolkit.reports.plan import PageSpec
from salestoolkit.words import load_words


def result(value: str | None, deals: int, *, error: bool = False) -> PageResult:
    part = {"dimension": "team", "value": value} if value is not None else {}
    spec = PageSpec(report="funnel_audit", language="en", **part)  # type: ignore[arg-type]
    if error:
        return PageResult(spec=spec, error=ReportError("page_kernel_lost"))
    totals = {"deals": deals, "won": deals // 2, "lost": 0, "open": deals // 2}
    return PageResult(spec=spec, record={"totals": totals})


def test_pages_that_add_up_are_said_to() -> None:
    lines = list(sums([result(None, 10), result("a", 4), result("b", 6)], load_words("en")))
    assert lines == [
        "Pages by Team: 2 pages, together 10 deals (won 5, lost 0, open 5), as on the page for all."
    ]


def test_pages_that_do_not_add_up_are_not_hidden() -> None:
    (line,) = sums([result(None, 10), result("a", 4)], load_words("en"))
    assert "4 deals" in line
    assert "10 deals" in line


def test_there_is_no_sum_without_parts_or_with_a_page_missing() -> None:
    words = load_words("en")
    assert not list(sums([result(None, 10)], words))
    assert not list(sums([result(None, 10), result("a", 4), result("b", 6, error=True)], words))


def test_a_failed_page_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    tell_page(result("a\nb", 1, error=True), load_words("en"))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("Team: a b: The page could not be made")
    assert shown.err.count("\n") == 1


def test_formats_are_read_once_each() -> None:
    assert split_formats("html, JSON,html,") == ["html", "json"]
    assert split_formats(" ,") == []
