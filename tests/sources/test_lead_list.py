"""Lists of leads: read in either language, every row accounted for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salestoolkit.core.ideal_profile import Profile, Rule
from salestoolkit.core.lead_list import joined, told_of_deals, verdicts_of_deals
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.lead_list import read_leads
from salestoolkit.sources.schemes import load_scheme

BANT = load_scheme("bant", "en")
PROFILE = Profile(
    name="P",
    rules=(
        Rule(
            field="employees",
            operator="at_least",
            values=(10,),
            label="Zatrudnienie",
            hard=True,
        ),
    ),
)


def listed(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "leads.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    "header",
    [
        "Company,Budget,Authority,Need,Timing",
        "company,BUDGET,Decision maker,need,timeline",
        "Firma;Budżet;Decyzyjność;Potrzeba;Termin",
        "Nazwa firmy;budzet;decydent;potrzeba;termin",
    ],
)
def test_headers_of_both_languages_are_recognised(tmp_path: Path, header: str) -> None:
    sign = ";" if ";" in header else ","
    row = sign.join(["Alfa", "tak", "no", "?", ""])
    (lead,) = read_leads(listed(tmp_path, f"{header}\n{row}\n"), BANT).leads
    assert lead.company == "Alfa"
    assert lead.answers == {"budget": True, "authority": False, "need": None, "timing": None}


def test_a_file_of_polish_windows_is_read(tmp_path: Path) -> None:
    text = "Firma;Budżet;Decyzyjność;Potrzeba;Termin\nŻółw;tak;nie wiem;może;b.d.\n"
    (lead,) = read_leads(listed(tmp_path, text, "cp1250"), BANT).leads
    assert lead.company == "Żółw"
    assert list(lead.answers.values()) == [True, None, None, None]


def test_rows_that_cannot_be_read_are_set_apart_with_line_and_reason(tmp_path: Path) -> None:
    text = (
        "Company,Budget,Need,Zatrudnienie,Asked on\n"
        "Alfa,yes,yes,25,2026-10-01\n"
        "Alfa,yes,yes,25,2026-10-01\n"
        ",yes,yes,25,\n"
        "Beta,50000,yes,25,\n"
        "Gamma,yes,yes,many,\n"
        "Delta,yes,yes,25,soon\n"
        "Epsilon,no,maybe,,03.10.2026\n"
    )
    found = read_leads(listed(tmp_path, text), BANT, profile=PROFILE)
    assert [(one.line, one.fault) for one in found.set_apart] == [
        (3, "repeated"),
        (4, "no_company"),
        (5, "not_an_answer"),
        (6, "not_a_number"),
        (7, "not_a_date"),
    ]
    assert found.set_apart[2].value == "50000" and found.set_apart[2].column == "Budget"
    assert [one.company for one in found.leads] == ["Alfa", "Epsilon"]
    assert found.leads[1].asked_on == date(2026, 10, 3)
    assert found.leads[1].facts == {"employees": None}
    assert found.rows == 7
    assert found.without == ("Authority", "Timing")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B", ""]),
            st.sampled_from(["yes", "nie", "", "?", "20k", "x"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_row_is_a_lead_or_set_apart(tmp_path: Path, drawn: list[tuple[str, str]]) -> None:
    rows = "\n".join(f"{place},{name},{answer}" for place, (name, answer) in enumerate(drawn))
    found = read_leads(listed(tmp_path, f"No,Company,Need\n{rows}\n"), BANT)
    assert found.rows == len(drawn)
    wrong = sum(not name or answer == "20k" for name, answer in drawn)
    assert len(found.set_apart) == wrong


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Budget,Need\nyes,no\n", "leads_without_company"),
        ("Company,Colour\nAlfa,red\n", "leads_without_answers"),
        ("Company,Money,Budżet\nAlfa,yes,no\n", "leads_column_twice"),
        ("", "file_empty"),
        ("Company,Need\n", "file_without_rows"),
    ],
)
def test_a_file_that_is_no_list_of_leads_is_one_sentence(
    tmp_path: Path, text: str, code: str
) -> None:
    with pytest.raises(ImportFailed) as caught:
        read_leads(listed(tmp_path, text), BANT)
    assert caught.value.code == code


def test_numbers_are_read_as_the_list_writes_them(tmp_path: Path) -> None:
    text = "Company;Need;Zatrudnienie\nA;yes;1 200\nB;yes;12\nC;yes;b.d.\n"
    found = read_leads(listed(tmp_path, text), BANT, profile=PROFILE)
    assert [one.facts["employees"] for one in found.leads] == [1200, 12, None]


def test_what_a_list_notes_of_deals_goes_by_their_numbers(tmp_path: Path) -> None:
    text = "Deal ID,Company,Need,Budget\n7,A,yes,\n8,B,no,yes\n,C,yes,yes\n7,A,no,no\n"
    found = read_leads(listed(tmp_path, text), BANT)
    told = told_of_deals(found)
    assert list(told.index) == ["7", "8"]
    assert bool(told.loc["7", "need"]) and bool(told.loc["7", "budget"] is None)
    assert verdicts_of_deals(found, BANT) == {"7": "nurture", "8": "out"}
    both = joined([found, found])
    assert len(both.leads) == 8 and both.without == found.without
