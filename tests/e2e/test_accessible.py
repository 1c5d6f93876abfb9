"""Pages as those meet them who hear them, enlarge them, or see them on a projector: axe finds nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from views import VIEWS, overflows_at, tables_told, violations

from salestoolkit.lessons.room.app_list import list_page
from salestoolkit.reports.make import plan_report
from salestoolkit.reports.objection_cards import cards_page
from salestoolkit.reports.sheets import sheet_page
from salestoolkit.reports.what_if_handout import write_what_if
from salestoolkit.sources.mined_files import json_pieces, write_pieces
from salestoolkit.sources.objection_mining import mine_files
from salestoolkit.sources.objections import packaged
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.samples import COMPANIES, Company, import_sample
from salestoolkit.sources.sheet_definitions import load_sheet
from salestoolkit.words import load_words
from salestoolkit.words.what_if import example_what_if

pytestmark = pytest.mark.slow

BOTH = [*reversed(COMPANIES)]
SHOWN = BOTH if os.environ.get("SALESTOOLKIT_ALL_LESSONS") == "1" else BOTH[:1]
"""The Polish company; the English one too where all is asked for."""
KINDS = (
    *("funnel_audit", "goal_check", "pipeline_review", "forecast", "quota", "territory"),
    *("retention", "channel_test", "objections"),
)
GOALS = """
[[goal]]
name = "2026"
metric = "deals"
amount = 125
start = 2026-01-01
until = 2026-12-31
"""
TABLES = """
() => ['table', 'tbody :is(th, td)'].map((parts) =>
  [...document.querySelectorAll(parts)].filter((one) => one.getClientRects().length).length)
"""
"""How many tables a page shows, and cells below their headers."""

Looked = Callable[[Path], None]


@pytest.fixture
def look(browser: Browser) -> Iterator[Looked]:
    """Open a page in every view: nothing is cut off, and axe finds no violation."""
    page = browser.new_page()

    def looked(path: Path) -> None:
        page.goto(path.resolve().as_uri())
        open_folded(page)
        for view, (width, height) in VIEWS.items():
            assert overflows_at(page, width, height) == [], view
        # narrow, what does not fit scrolls by itself, and is to be reached without a mouse
        assert violations(page) == []
        # on a phone a row is a card: to those who hear it a table is still one
        assert tables_told(page) == page.evaluate(TABLES)

    yield looked
    page.close()


def open_folded(page: Page) -> None:
    """What is folded is looked at too."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


@pytest.fixture(scope="module", params=SHOWN, ids=lambda one: one.language)
def company(request: pytest.FixtureRequest) -> Company:
    one: Company = request.param
    return one


@pytest.fixture(scope="module")
def book(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("accessible") / "book"
    import_sample(company, to=folder)
    return folder


def report(kind: str, company: Company, book: Path, to: Path) -> Path:
    """A page of the sample company."""
    sample = packaged_path(f"data/{company.folder}")
    options: dict[str, Any] = {}
    if kind == "goal_check":
        (to / "goals.toml").write_text(GOALS, encoding="utf-8")
        options["about"] = {"goals": to / "goals.toml"}
    elif kind == "forecast":
        options["told"] = {"metric": "revenue", "target": "1500000"}
    elif kind == "quota":
        options |= {"for_leader": True, "period": "2026-Q3", "as_of": None}
    elif kind in ("territory", "retention"):
        options["for_leader"] = True
    elif kind == "channel_test":
        options["about"] = {"test": sample / "channel_test"}
    elif kind == "objections":
        write_pieces(json_pieces(mine_files([sample / "correspondence"])), to / "mined.json")
        options["about"] = {"mined": to / "mined.json"}
    if kind not in ("channel_test", "objections"):
        options["book"] = book
    (result,) = plan_report(kind, to=to, languages=[company.language], **options).run()
    assert result.error is None
    return result.files["html"].path


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_can_be_heard_enlarged_and_projected(
    kind: str, company: Company, book: Path, tmp_path: Path, look: Looked
) -> None:
    look(report(kind, company, book, tmp_path))


def test_what_is_handed_out_can_be_heard_enlarged_and_projected(
    company: Company, tmp_path: Path, look: Looked
) -> None:
    language, words = company.language, load_words(company.language)
    pages = {
        # one of fields, and one that is a table
        "persona": sheet_page(load_sheet("persona", language)),
        "raci": sheet_page(load_sheet("raci", language)),
        "cards": cards_page([*packaged(language).values()][:9], language=language),
        "tools": list_page(words),
    }
    for name, text in pages.items():
        path = tmp_path / f"{name}.html"
        path.write_text(text, encoding="utf-8")
        look(path)
    write_what_if(example_what_if(words), tmp_path / "what_if.html", language=language)
    look(tmp_path / "what_if.html")
