"""Sheets as pages of A4: empty with lines, filled as written, offline and inert."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from salestoolkit.core.sheets import Entry
from salestoolkit.errors import ReportError
from salestoolkit.reports.pdf import PdfPrinter, find_browser
from salestoolkit.reports.sheets import sheet_page, write_sheet
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.sheets import load_sheet, sheet_names

EVIL = '<script>alert(1)</script><img src=x onerror=y> =HYPERLINK("http://x") {{ 7*7 }} </main>'


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data.replace("\N{NO-BREAK SPACE}", " ")

    def count(self, name: str) -> int:
        return sum(name in (attrs.get("class") or "").split() for _, attrs in self.found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sheet_names())
def test_an_empty_page_names_every_field_and_has_room_to_write(name: str, language: str) -> None:
    sheet = load_sheet(name, language)
    tags = Tags(sheet_page(sheet))
    for field in sheet:
        assert field.label in tags.text
        assert field.hint is None or field.hint in tags.text
        assert all(label in tags.text for label in field.choices.values())
    rooms = sum(tag == "td" for tag, _ in tags.found) if sheet.table else tags.count("line")
    ticked = sum(field.type in ("yes_no_unknown", "choice", "choices") for field in sheet)
    assert rooms >= len(sheet.fields) - ticked
    assert ("html", {"lang": language}) in tags.found


def test_what_people_wrote_is_shown_as_written_and_runs_nothing() -> None:
    sheet = load_sheet("evidence", "pl")
    entry = Entry({"name": EVIL, "situation": EVIL, "client": "Zażółć\ngęślą"})
    page = sheet_page(sheet, [entry])
    tags = Tags(page)
    assert tags.text.count(EVIL) == 2
    assert "Zażółć\ngęślą" in tags.text
    assert not {tag for tag, _ in tags.found} & {"script", "img", "a", "link", "iframe"}
    assert not any({"src", "href", "style"} & attrs.keys() for _, attrs in tags.found)
    assert not re.search(r"url\(|@import|\ssrc=", page.split("<body>")[0])


def test_a_filled_page_asks_for_what_is_missing_and_says_how_much_is_there() -> None:
    sheet = load_sheet("evidence", "en")
    entry = Entry({"name": "Alfa", "figure": 0, "consent": True})
    tags = Tags(sheet_page(sheet, [entry, Entry()]))
    assert sheet.field("consent_until").question in tags.text
    assert "Filled in: 3 of 28; required: 2 of 15." in tags.text
    assert "No. 2" in tags.text
    values = re.findall(r'class="value">([^<]*)<', sheet_page(sheet, [entry]))
    assert values == ["Alfa", "0", "yes"]


def test_figures_and_dates_stand_as_the_language_writes_them() -> None:
    row = Entry({"stage": "Oferta", "days": 1.5, "probability": 0.125, "activities": ["a", "b"]})
    text = Tags(sheet_page(load_sheet("process", "pl"), [row])).text
    assert "1,5" in text and "12,5%" in text and "• a\n• b" in text
    remark = Entry({"date": date(2026, 11, 26), "status": "taken"})
    text = Tags(sheet_page(load_sheet("revision_remarks", "pl"), [remark])).text
    assert "26 listopada 2026" in text and "przyjęta" in text


def test_a_page_is_written_whole_and_another_persons_file_is_kept(tmp_path: Path) -> None:
    to = tmp_path / "karta.html"
    to.write_text("moje", encoding="utf-8")
    sheet = load_sheet("story", "pl")
    written = write_sheet(sheet, to)
    assert to.read_text(encoding="utf-8") == sheet_page(sheet)
    assert written.copy is not None and written.copy.read_text(encoding="utf-8") == "moje"
    assert write_sheet(sheet, to).copy is None


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportError) as caught:
        write_sheet(load_sheet("story", "en"), tmp_path / "story.docx")
    assert caught.value.code == "sheet_format"
    assert not list(tmp_path.iterdir())


TWO_PAGES = {"evidence", "presentation_plan", "check_in", "feedback_log", "referral_programme"}
"""Sheets with more to write than one page holds."""


@pytest.mark.slow
@pytest.mark.skipif(find_browser() is None, reason="no Chromium, Chrome or Edge is installed")
def test_printed_cards_fit_their_pages_and_a_long_text_flows_on() -> None:
    with PdfPrinter() as printer:

        def pages(name: str, language: str, *entries: Entry) -> int:
            printed = printer.print(sheet_page(load_sheet(name, language), entries))
            return len(re.findall(rb"/Type\s*/Page\b", printed))

        for language in LANGUAGES:
            long = {name for name in sheet_names() if pages(name, language) > 1}
            assert long == TWO_PAGES
        assert pages("story", "pl", Entry({"trouble": "słowo " * 3000})) >= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_attendance_list_has_room_for_twenty_people(language: str) -> None:
    tags = Tags(sheet_page(load_sheet("attendance", language)))
    assert sum(tag == "tr" for tag, _ in tags.found) == 21
    assert tags.count("low") == 1
