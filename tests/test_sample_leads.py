"""The stories told by what the sample companies asked of their leads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from salestoolkit.core.lead_list import LeadList
from salestoolkit.core.lead_score import LeadScore, Refusal, learn_lead_score
from salestoolkit.core.qualification_pipeline import take_off
from salestoolkit.core.qualification_summary import summarise_leads
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.ideal_profile import read_profile
from salestoolkit.sources.lead_list import read_leads
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.samples import COMPANIES, company, import_sample
from salestoolkit.sources.schemes import load_scheme

BANT = load_scheme("bant", "en")
NAMES = tuple(one.folder for one in COMPANIES)


def listed(name: str, file: str) -> LeadList:
    profile = read_profile(packaged_path(f"data/{name}/icp.toml"))
    return read_leads(packaged_path(f"data/{name}/{file}"), BANT, profile=profile)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("books")
    for name in NAMES:
        import_sample(company(name), to=folder / name)
    return {name: open_book(folder / name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_three_rows_are_set_apart_and_all_others_are_leads(name: str) -> None:
    found = listed(name, "leads.csv")
    assert [one.fault for one in found.set_apart] == ["repeated", "no_company", "not_an_answer"]
    assert listed(name, "qualified.csv").set_apart == ()
    assert found.without == ()


@pytest.mark.parametrize("name", NAMES)
def test_hot_leads_are_won_and_those_without_a_need_never(name: str, books: dict[str, Any]) -> None:
    fate = books[name].deals_frame().set_index("deal_id")["fate"]
    past = listed(name, "qualified.csv").leads
    assert all(fate[one.deal_id] != "open" for one in past)
    verdicts = [(one.judged(BANT).verdict, fate[one.deal_id] == "won") for one in past]
    hot = [won for verdict, won in verdicts if verdict == "hot"]
    assert sum(hot) / len(hot) > 0.7
    assert not any(won for verdict, won in verdicts if verdict == "out")


@pytest.mark.parametrize("name", NAMES)
def test_who_decides_is_what_nobody_asks_about(name: str, books: dict[str, Any]) -> None:
    found = [one.judged(BANT) for one in listed(name, "leads.csv").leads]
    summary = summarise_leads(BANT, found, as_of=books[name].as_of)
    assert summary.most_unknown == ("authority",)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_out_is_hardly_in_the_forecast(name: str, books: dict[str, Any]) -> None:
    profile = read_profile(packaged_path(f"data/{name}/icp.toml"))
    leads = listed(name, "leads.csv").leads
    out = [one for one in leads if one.judged(BANT, profile).verdict == "out"]
    off = take_off(books[name], [one.deal_id for one in out if one.deal_id])
    assert off.share_of_deals is not None and off.share_of_weighted is not None
    assert len(off.deals) >= 5 and off.not_open == 0
    assert off.share_of_weighted < min(0.05, off.share_of_deals)


def test_with_answers_there_is_a_score_and_with_everything_there_is_none(
    books: dict[str, Any],
) -> None:
    from salestoolkit.core.lead_list import joined, told_of_deals

    name = "marmalade_lighthouse"
    told = told_of_deals(joined([listed(name, "leads.csv"), listed(name, "qualified.csv")]))
    seen = ("source", "budget", "authority", "need", "timing")
    found = learn_lead_score(books[name], fields=seen, told=told)
    assert isinstance(found, LeadScore) and found.beats_base and found.late >= 9
    assert isinstance(learn_lead_score(books[name], told=told), Refusal)
    bare = learn_lead_score(books[name])
    assert isinstance(bare, LeadScore) and not bare.beats_base
