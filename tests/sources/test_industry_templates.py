"""What practitioners of property and of financial services look for in their templates."""

from __future__ import annotations

import pytest

from salestoolkit.core.process import SalesProcess
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.templates import MARKETS, template

every_language = pytest.mark.parametrize("language", LANGUAGES)
every_market = pytest.mark.parametrize("market", MARKETS)

WAITING = {
    ("real_estate", "pl"): {"credit_decision", "documents", "notary"},
    ("real_estate", "uk"): {"uk_survey", "uk_conveyancing"},
    ("real_estate", "us"): {"us_inspection", "us_title", "us_loan", "us_escrow"},
    ("financial_services", "pl"): {"documents", "application", "cooling_off"},
    ("financial_services", "uk"): {"documents", "application", "cooling_off"},
    ("financial_services", "us"): {"documents", "application", "cooling_off"},
}


def property_processes(language: str, market: str) -> tuple[SalesProcess, SalesProcess]:
    selling, buying = template("real_estate", language=language, market=market)
    return selling, buying


def advice(language: str, market: str) -> SalesProcess:
    (process,) = template("financial_services", language=language, market=market)
    return process


@every_language
@every_market
def test_the_two_sides_of_a_property_sale_point_at_each_other(language: str, market: str) -> None:
    selling, buying = property_processes(language, market)
    assert selling.pipeline is not None
    assert buying.pipeline is not None
    assert (selling.linked, buying.linked) == (buying.pipeline, selling.pipeline)


@pytest.mark.parametrize(("name", "market"), WAITING)
def test_the_waits_of_each_market_are_stages_of_their_own(name: str, market: str) -> None:
    first, *_ = template(name, language="en", market=market)
    assert {stage.key for stage in first.stages if stage.waiting} == WAITING[name, market]


@every_market
def test_the_buyers_side_waits_for_what_the_sellers_side_waits_for(market: str) -> None:
    selling, buying = property_processes("en", market)
    both = {stage.key for stage in buying.stages if stage.waiting}
    sellers = {stage.key for stage in selling.stages if stage.waiting}
    # a Polish seller collects the documents for the deed
    assert sellers - both == ({"documents"} if market == "pl" else set())
    assert both <= sellers


@every_language
@every_market
def test_each_side_of_a_property_sale_walks_its_own_path(language: str, market: str) -> None:
    selling, buying = property_processes(language, market)
    shared = {stage.key for stage in selling.stages} & {stage.key for stage in buying.stages}
    apart = [
        key for key in shared if selling.stage(key).client_steps != buying.stage(key).client_steps
    ]
    assert set(apart) == shared - {"retention"}


@every_market
def test_offers_go_back_and_forth(market: str) -> None:
    for process in property_processes("en", market):
        keys = [stage.key for stage in process.stages]
        back = [move for move in process.moves if keys.index(move.end) < keys.index(move.start)]
        assert "counter_offers" in process.activity_keys
        offers = next(key for key in keys if key.endswith(("offers", "negotiation")))
        assert any(move.start == offers for move in back)


@pytest.mark.parametrize(
    ("language", "lost", "doubled", "returned"),
    [
        ("en", "is lost if the buyer", "doubled if the seller", "just paid back"),
        (
            "pl",
            "przepada, gdy wycofa się kupujący",
            "podwójnej wysokości",
            "podlega po prostu zwrotowi",
        ),
    ],
)
def test_zadatek_is_told_from_zaliczka_in_one_sentence(
    language: str, lost: str, doubled: str, returned: str
) -> None:
    for process in property_processes(language, "pl"):
        criteria = process.stage("preliminary").exit_criteria
        told = [text for text in criteria if "zadatek" in text and "zaliczka" in text]
        assert len(told) == 1
        places = [told[0].index(part) for part in ("zadatek", lost, doubled, returned)]
        assert places == sorted(places)
        assert told[0].index(doubled) < told[0].rindex("zaliczka") < told[0].index(returned)


@every_language
def test_the_risk_between_offer_and_exchange_is_named(language: str) -> None:
    for process in property_processes(language, "uk"):
        agreed = " ".join(process.stage("uk_sold_stc").exit_criteria)
        assert "subject to contract" in agreed
        assert "gazumping" in agreed


def test_prospecting_is_not_called_winning_a_listing() -> None:
    selling, _ = property_processes("pl", "pl")
    assert selling.stage("listing_won").name.startswith("Pozyskanie")
    assert "ozysk" not in selling.stage("prospecting").name


@pytest.mark.parametrize(("name", "market"), WAITING)
@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_say_who_gives_them_and_how_long_it_takes(
    name: str, market: str, language: str
) -> None:
    found = 0
    for process in template(name, language=language, market=market):
        for stage in process.stages:
            found += len(stage.documents)
            assert all(paper.source and paper.days and paper.days > 0 for paper in stage.documents)
            # where one paper takes longer than the stage may, the target cannot be held
            if stage.waiting:
                longest = max((paper.days or 0 for paper in stage.documents), default=0)
                assert longest <= (stage.target_days or 0), (stage.key, longest)
    assert found >= 6


def test_the_papers_of_a_polish_deed_are_listed() -> None:
    selling, _ = property_processes("pl", "pl")
    papers = " ".join(paper.name for paper in selling.stage("documents").documents)
    for part in ("księgi wieczystej", "niezaleganiu", "charakterystyki", "osób zameldowanych"):
        assert part in papers


@every_language
@every_market
def test_needs_and_suitability_come_before_any_presentation(language: str, market: str) -> None:
    process = advice(language, market)
    keys = [stage.key for stage in process.stages]
    assert keys.index("qualification") < keys.index("presentation")
    shared = set(process.stage("qualification").exit_criteria) & set(
        process.stage("presentation").entry_criteria
    )
    assert len(shared) == 1
    (text,) = shared
    assert ("suitability" in text) if language == "en" else ("odpowiedniości" in text)


@every_market
def test_present_clients_are_a_source_of_new_business(market: str) -> None:
    process = advice("en", market)
    ways = {(move.start, move.end) for move in process.moves}
    assert {("retention", "qualification"), ("prospecting", "qualification")} <= ways
    assert "ask_introductions" in process.stage("prospecting").activities
    assert "ask_introductions" in process.stage("retention").activities


@pytest.mark.parametrize(
    ("market", "own"),
    [
        ("pl", {"identity_check", "firm_information"}),
        ("uk", {"identity_check", "terms_of_business", "suitability_report"}),
        ("us", {"kyc_record", "relationship_summary", "best_interest_note"}),
    ],
)
def test_each_market_has_its_own_duties(market: str, own: set[str]) -> None:
    duties = {
        *("identity_check", "firm_information", "terms_of_business", "suitability_report"),
        *("kyc_record", "relationship_summary", "best_interest_note"),
    }
    assert duties & set(advice("en", market).activity_keys) == own
