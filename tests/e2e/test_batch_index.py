"""The index of a batch in a browser: read, searched, on a phone, without a script, with 700 reports."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from batch_runs import MONDAY, WEEK, failed, made, planned, run_once, totals
from playwright.sync_api import Browser, Page, expect

from salestoolkit.reports.batch.changes import compared
from salestoolkit.reports.batch.entries import made_entry
from salestoolkit.reports.batch.index_page import index_html
from salestoolkit.reports.batch.manifest import Manifest
from salestoolkit.reports.batch.planned import Made, PlannedReport
from salestoolkit.words import load_words

pytestmark = pytest.mark.slow

Opened = Callable[..., list[dict[str, Any]]]

SIZE_LIMIT = 1_000_000
"""Bytes of the index of 704 reports: it is mailed on and opened on phones."""
COLUMNS = (
    ("team", "funnel_audit", 40),
    ("owner", "pipeline_review", 300),
    ("territory", "territory", 12),
)
SAID = {
    "en": "Of the deals that the team takes on it wins {n}%, fewest come through “Presentation”.",
    "pl": "Zespół wygrywa {n}% rozpoczętych szans, najwięcej traci na etapie „Prezentacja”.",
}
TITLES = {"en": "{column}: {value}", "pl": "{column} – {value}"}


def a_plan(fingerprint: str, *, share: float = 1.0) -> list[PlannedReport]:
    """40 teams, 300 people and 12 territories, each in two languages; or a share of them."""
    draw = random.Random(7)
    firsts = ("Zofia", "Łukasz", "Małgorzata", "Poppy", "Jędrzej", "Świętosława")
    lasts = ("Thimblewick", "Wójcik", "Brzęczyszczykiewicz", "Kowalska-Nowakowska", "Żak", "Grant")
    plan = []
    for column, kind, count in COLUMNS:
        for number in range(int(count * share)):
            value = f"{draw.choice(firsts)} {draw.choice(lasts)} {number}"
            for language in ("en", "pl"):
                plan.append(
                    planned(
                        f"{kind}_{number}_{language}",
                        fingerprint=fingerprint,
                        kind=kind,
                        notebook=Path(f"{kind}.ipynb"),
                        language=language,
                        label=TITLES[language].format(column=column, value=value),
                        values={column: value},
                        parameters={"language": language, "value": value},
                        formats=("html", "pdf"),
                        for_leader=column == "owner",
                    )
                )
    return plan


def results(plan: list[PlannedReport], week: int) -> list[Made]:
    """Each hundredth report fails in the second week."""
    found = []
    for number, report in enumerate(plan):
        draw = random.Random(f"{week} {report.stem[:-3]}")
        headline = SAID[report.language].format(n=draw.randrange(10, 40))
        record = {
            **totals(won=draw.randrange(400), chance=draw.random() / 2),
            "headline": headline,
            "in_hand": {"n": draw.randrange(90), "value": draw.randrange(10**7)},
            "all": {"covered": draw.randrange(90), "coverage": draw.random()},
        }
        bad = week == 1 and number % 100 == 42
        found.append(failed(report) if bad else made(report, **record))
    return found


@pytest.fixture(scope="module", params=["en", "pl"])
def index(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Of 70 reports, with their files."""
    folder = tmp_path_factory.mktemp("batch")
    for week in range(2):
        plan = a_plan(str(week), share=0.1)
        started = MONDAY + week * WEEK
        run_once(folder, plan, started=started, results=results(plan, week), language=request.param)
    return folder / "latest" / "index.html"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page alone, of 704 reports that were all made."""
    plan = a_plan("0")
    weeks = [
        Manifest(
            run=str(week),
            started=MONDAY + week * WEEK,
            finished=MONDAY + week * WEEK,
            language="pl",
            version="1",
            reports=tuple(
                made_entry(report, result, at=MONDAY + week * WEEK)
                for report, result in zip(plan, results(plan, 2 * week), strict=True)
            ),
        )
        for week in range(2)
    ]
    page = tmp_path_factory.mktemp("large") / "index.html"
    page.write_text(index_html(compared(weeks[1], weeks[0]), load_words("pl")), encoding="utf-8")
    return page


def opened(browser: Browser, index: Path, **options: object) -> Page:
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]  # options of a context
    page.goto(index.resolve().as_uri())
    return page


@pytest.mark.parametrize("view", ["desk", "phone", "small phone", "paper"])
def test_an_index_is_read_in_every_view(open_file: Opened, index: Path, view: str) -> None:
    open_file(index, view)


def test_an_index_of_700_reports_is_read_at_a_desk_and_small_enough_to_mail(
    open_file: Opened, large: Path
) -> None:
    open_file(large, "desk")
    assert large.stat().st_size < SIZE_LIMIT


def test_searching_finds_whoever_is_typed_without_accents(browser: Browser, large: Path) -> None:
    page = opened(browser, large)
    wanted = page.locator("tbody th").filter(has_text="Wójcik").count()
    box = page.get_by_role("searchbox")
    box.fill("WOJCIK")
    expect(page.locator("tbody tr:visible")).to_have_count(wanted)
    expect(page.get_by_role("status")).to_contain_text(str(2 * wanted))
    box.fill("wojcik zofia")
    both = page.locator("tbody tr:visible").all_inner_texts()
    assert 0 < len(both) < wanted
    assert all("Zofia" in text and "Wójcik" in text for text in both)
    box.fill("nobody of this name")
    expect(page.locator("tbody tr:visible")).to_have_count(0)
    expect(page.locator("section.reports:visible")).to_have_count(0)
    box.fill("")
    expect(page.locator("tbody tr:visible")).to_have_count(352)
    page.context.close()


def test_only_what_failed_can_be_shown_by_keyboard(browser: Browser, index: Path) -> None:
    page = opened(browser, index)
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator("tbody tr:visible")).to_have_count(1)
    expect(page.locator("tbody tr:visible .failed")).to_be_visible()
    page.context.close()


def test_without_a_script_the_whole_list_is_there_and_no_search(
    browser: Browser, index: Path
) -> None:
    page = opened(browser, index, java_script_enabled=False)
    expect(page.locator("tbody tr:visible")).to_have_count(35)
    expect(page.locator("#find")).to_be_hidden()
    page.context.close()


def test_a_report_is_opened_from_the_index(browser: Browser, index: Path) -> None:
    page = opened(browser, index)
    links = page.locator("tbody th a")
    name = links.first.get_attribute("href")
    links.first.click()
    assert page.url.endswith(str(name))
    assert "page" in page.locator("body").inner_text()
    page.context.close()


def test_every_file_of_the_manifest_is_linked_once_in_its_row(
    browser: Browser, index: Path
) -> None:
    manifest = json.loads((index.parent / "manifest.json").read_text(encoding="utf-8"))
    page = opened(browser, index)
    hrefs = page.locator("td.files a").evaluate_all(
        "links => links.map(one => one.getAttribute('href'))"
    )
    names = [file["name"] for report in manifest["reports"] for file in report["files"]]
    assert sorted(unquote(href) for href in hrefs) == sorted(names)
    page.context.close()


def test_an_index_has_no_fault_that_a_checker_of_accessibility_knows(
    browser: Browser, index: Path
) -> None:
    page = opened(browser, index, bypass_csp=True)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.context.close()
