"""A dossier's page: one sheet of A4, what is missing asked for, what people wrote inert."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from salestoolkit.core.dossier import Dossier, Fact
from salestoolkit.core.sheets import Entry
from salestoolkit.errors import ReportError
from salestoolkit.reports.dossier import dossier_page, write_dossier
from salestoolkit.reports.pdf import PdfPrinter, find_browser
from salestoolkit.sources.dossiers import data_rules
from salestoolkit.sources.sheets import load_sheet
from salestoolkit.words import load_words

TODAY = date(2026, 11, 26)
EVIL = "<script>alert(1)</script>"
LONG = "bardzo długie słowa o firmie " * 15


def dossier(text: str = "Late parcels", people: int = 1) -> Dossier:
    day = date(2026, 11, 20)
    listed = {field.key: field.type == "list" for field in load_sheet("lead_dossier", "en")}
    facts = {
        key: Fact(value=(text,) * 5 if several else text, source="Register", found_on=day)
        for key, several in listed.items()
        if key not in ("employees", "turnover")
    }
    facts["employees"] = Fact(value=120, source="Register", found_on=day)
    person = {
        "person": "Kazimiera Trzmiel",
        "role": text[:200],
        "contact": "k.trzmiel@mlyn.example.pl",
        "parts": ["decides", "pays", "uses"],
        "next_step": text[:400],
        "next_step_on": day,
        "found_on": day,
    }
    return Dossier(
        name="mill",
        language="en",
        facts=facts,
        others={"employees": (Fact(value=150, source="Report"),)},
        people=tuple(Entry(person) for _ in range(people)),
        delete_on=date(2027, 11, 20),
    )


def page(found: Dossier, language: str = "en") -> str:
    words = load_words(language)
    text = dossier_page(found, words, rules=data_rules("pl"), as_of=TODAY)
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_page_shows_facts_with_their_source_and_what_contradicts_them() -> None:
    text = page(dossier(), "pl")
    assert "Register, 20.11.2026" in text
    assert "150 (Report)" in text
    assert "Kazimiera Trzmiel: do 20 grudnia 2026" in text
    assert "Do usunięcia 20 listopada 2027" in text


def test_what_is_not_known_is_said_and_asked_for() -> None:
    text = page(Dossier(name="mill", language="en"))
    assert text.count("not known yet") == 8
    assert "What is the company called in the register?" in text
    assert "decide when the dossier of mill is to be deleted" in text


def test_what_people_wrote_runs_nothing() -> None:
    text = page(dossier(EVIL))
    assert "<script" not in text and "&lt;script&gt;" in text


def test_a_page_of_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportError) as caught:
        write_dossier(
            dossier(),
            tmp_path / "page.docx",
            load_words("en"),
            rules=data_rules("uk"),
            as_of=TODAY,
        )
    assert caught.value.code == "sheet_format"


@pytest.mark.slow
@pytest.mark.skipif(find_browser() is None, reason="no Chromium, Chrome or Edge is installed")
def test_the_longest_dossier_is_one_page() -> None:
    with PdfPrinter() as printer:
        for language in ("en", "pl"):
            printed = printer.print(page(dossier(LONG, people=9), language))
            assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
