"""The funnel report as its reader opens it: on a desk, on a phone, on paper, in both languages."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[2] / "data"
COMPANIES = {"kwarcowa_sowa": "Europe/Warsaw", "marmalade_lighthouse": "Europe/London"}
EXPORT = ("deals.csv", "stage_history.json", "stages.json")
VIEWS = ("desk", "phone", "small phone", "paper")
IMAGE, FORMULA, ADDRESS = (
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http://x")',
    "javascript:alert(1)",
)
RENAMED = {
    "Zespół Południe": IMAGE,
    "Zespół Centrum": FORMULA,
    "Prezentacja": IMAGE,
    "Oferta wysłana": FORMULA,
    "Negocjacje": "N" * 300,
    "Umowa u prawnika": ADDRESS,
    "Mglisty Grzebień sp. z o.o.": IMAGE,
    "Kraciasty Kaktus sp. z o.o.": FORMULA,
    "Ździsław Pajęczynek": "</title><script>alert(1)</script>",
}

Looked = Callable[..., list[dict[str, Any]]]


def salestoolkit(*arguments: str | Path) -> None:
    """Run the command line; its own words are the failure's message."""
    command = [sys.executable, "-c", "from salestoolkit.cli import main; main()"]
    run = subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, timeout=600
    )
    assert run.returncode == 0, run.stdout + run.stderr


def report(book: Path, to: Path, language: str, *options: str) -> list[Path]:
    """Pages of a book, the one for all deals first."""
    salestoolkit(
        "report", "funnel_audit", "--book", book, "--to", to, "--language", language, *options
    )
    pages = sorted(to.rglob("*.html"), key=lambda path: ("_all" not in path.stem, path.stem))
    assert pages
    return pages


def imported(export: Path, to: Path, timezone: str) -> Path:
    files = [export / name for name in EXPORT]
    salestoolkit(
        "import", *files, "--to", to, "--exported-at", "2026-10-31", "--timezone", timezone
    )
    return to


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Path]:
    """The page for all deals of each sample company, in each language."""
    made = {}
    for company, timezone in COMPANIES.items():
        folder = tmp_path_factory.mktemp(company)
        book = imported(DATA / company, folder / "book", timezone)
        for language in ("en", "pl"):
            made[company, language] = report(book, folder / language, language)[0]
    return made


@pytest.fixture(scope="module")
def hostile_pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Pages of an export in which teams, stages, companies and people have hostile names."""
    folder = tmp_path_factory.mktemp("hostile")
    export = folder / "export"
    export.mkdir()
    source = DATA / "kwarcowa_sowa"
    with (source / "deals.csv").open(encoding="utf-8-sig", newline="") as read:
        rows = [[RENAMED.get(cell, cell) for cell in row] for row in csv.reader(read)]
    with (export / "deals.csv").open("w", encoding="utf-8", newline="") as write:
        csv.writer(write).writerows(rows)
    for name in EXPORT[1:]:
        content = renamed(json.loads((source / name).read_text(encoding="utf-8")))
        (export / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    book = imported(export, folder / "book", "Europe/Warsaw")
    return report(book, folder / "pages", "pl", "--per", "team")


def renamed(content: Any) -> Any:
    """JSON with the hostile names in place of the invented ones."""
    if isinstance(content, dict):
        return {key: renamed(value) for key, value in content.items()}
    if isinstance(content, list):
        return [renamed(value) for value in content]
    return RENAMED.get(content, content) if isinstance(content, str) else content


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("company", COMPANIES)
def test_the_page_reads_well_and_asks_for_nothing(
    company: str,
    language: str,
    view: str,
    pages: Mapping[tuple[str, str], Path],
    open_file: Looked,
) -> None:
    charts = open_file(pages[company, language], view)
    assert len(charts) >= 3
    assert all(chart["marks"] >= 5 for chart in charts)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_page_says_its_language_and_each_chart_its_finding(
    language: str, pages: Mapping[tuple[str, str], Path], open_file: Looked
) -> None:
    def heard(page: Page) -> None:
        assert page.locator("html").get_attribute("lang") == language
        pictures = page.locator('svg[role="img"]')
        assert pictures.count() >= 3
        for at in range(pictures.count()):
            named = pictures.nth(at).get_attribute("aria-labelledby") or ""
            said = [page.locator(f"[id='{name}']").text_content() or "" for name in named.split()]
            assert len(said) == 2 and all(said)
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
        assert len(ids) == len(set(ids))

    open_file(pages["kwarcowa_sowa", language], "desk", also=heard)


def test_the_page_prints_as_a_pdf_with_its_charts(
    pages: Mapping[tuple[str, str], Path], open_file: Looked
) -> None:
    def printed(page: Page) -> None:
        pdf = page.pdf(format="A4", prefer_css_page_size=True)
        assert pdf.startswith(b"%PDF") and len(pdf) > 20_000

    open_file(pages["kwarcowa_sowa", "pl"], "paper", also=printed)


@pytest.mark.parametrize("view", ["desk", "phone", "paper"])
def test_hostile_names_do_nothing(view: str, hostile_pages: list[Path], open_file: Looked) -> None:
    def inert(page: Page) -> None:
        assert page.locator("img, script, iframe, object, embed, form").count() == 0
        outward = "a:not([href^='#'])"
        assert page.locator(outward).count() == 0
        handlers = page.evaluate(
            "[...document.querySelectorAll('*')].flatMap((e) => e.getAttributeNames())"
            ".filter((name) => name.startsWith('on'))"
        )
        assert handlers == []
        page.mouse.click(200, 300)

    for path in hostile_pages:
        open_file(path, view, also=inert)


def test_hostile_names_are_shown_as_they_are(hostile_pages: list[Path], open_file: Looked) -> None:
    def read(page: Page) -> None:
        words = page.locator("body").inner_text()
        assert IMAGE in words
        assert FORMULA in words

    open_file(hostile_pages[0], "desk", also=read)
    assert len(hostile_pages) == 4
