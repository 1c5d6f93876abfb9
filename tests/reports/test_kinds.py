from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from salestoolkit.errors import BookError, ReportError
from salestoolkit.reports import kinds
from salestoolkit.reports.kinds import KINDS, ReportKind, Subject, kind_of
from salestoolkit.reports.make import plan_report
from salestoolkit.reports.plan import PageSpec
from salestoolkit.sources.packaged import packaged_path


@pytest.fixture
def bookless(monkeypatch: pytest.MonkeyPatch) -> ReportKind:
    """A kind of page that is about a folder and needs no deal book."""
    subject = Subject(parameter="letters", metavar="DIR", check=lambda path: None)
    kind = ReportKind(name="letters", module="page", subject=subject, of_deals=False)
    monkeypatch.setitem(kinds.KINDS, "letters", kind)
    return kind


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_each_kind_has_its_notebook_and_its_module(kind: ReportKind) -> None:
    assert packaged_path(f"notebooks/reports/{kind.name}.ipynb").is_file()
    module = __import__(kind.path, fromlist=["open_page"])
    assert callable(module.open_page)
    assert callable(module.rehearse)


def test_an_unknown_kind_names_those_there_are() -> None:
    with pytest.raises(ReportError) as caught:
        kind_of("horoscope")
    assert caught.value.fields["allowed"] == ", ".join(KINDS)


def test_a_page_without_deals_has_one_page_a_language_and_no_part(
    bookless: ReportKind, tmp_path: Path
) -> None:
    job = plan_report(
        "letters", to=tmp_path / "out", languages=["en", "pl"], about={"letters": tmp_path}
    )
    assert [page.parameters(None) for page in job.pages] == [
        {"book": None, "language": code, "as_of": None, "letters": str(tmp_path)}
        for code in ("en", "pl")
    ]


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({}, "--letters DIR"),
        ({"about": {"letters": Path(), "goals": Path()}}, "--goals"),
        ({"about": {"letters": Path()}, "per": "team"}, "--per"),
    ],
)
def test_what_it_lacks_or_has_no_use_for_is_named(
    bookless: ReportKind, tmp_path: Path, options: dict[str, object], option: str
) -> None:
    with pytest.raises(ReportError) as caught:
        plan_report("letters", to=tmp_path / "out", **options)  # type: ignore[arg-type]
    assert caught.value.fields["option"] == option
    assert not (tmp_path / "out").exists()


def test_a_book_that_is_none_is_told_of_before_a_page_is_begun(
    bookless: ReportKind, tmp_path: Path
) -> None:
    with pytest.raises(BookError, match="not_a_book"):
        plan_report(
            "letters", book=tmp_path / "no", to=tmp_path / "out", about={"letters": tmp_path}
        )
    assert not (tmp_path / "out").exists()


def test_pages_of_deals_cannot_be_planned_without_a_book(tmp_path: Path) -> None:
    with pytest.raises(ReportError) as caught:
        plan_report("funnel_audit", to=tmp_path / "out")
    assert caught.value.fields["option"] == "--book BOOK"


def test_a_page_keeps_its_parameters_when_it_is_about_a_file() -> None:
    page = PageSpec(report="goal_check", about=Path("/g.toml"))
    plain = dataclasses.replace(page, report="retention", about=None)
    given = page.parameters(Path("/b"))
    assert given.pop("goals") == "/g.toml"
    assert given == plain.parameters(Path("/b"))
