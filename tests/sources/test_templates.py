"""The packaged processes: whole in every market, offer and language, and each word of them used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest

from salestoolkit.core.process import RACI, UNIVERSAL_STAGES, SalesProcess, Stage
from salestoolkit.core.process_checks import check_process
from salestoolkit.core.process_language import in_language, texts_of, untranslated
from salestoolkit.errors import InvalidValue
from salestoolkit.sources import templates
from salestoolkit.sources.content import LANGUAGES, Content, load_content, load_market
from salestoolkit.sources.processes import dump_processes, parse_processes
from salestoolkit.sources.templates import (
    MARKETS,
    NAMES,
    activity_steps,
    template,
    template_names,
    universal_process,
)
from salestoolkit.words import load_words

Case = tuple[str, str | None, str | None]


def cases() -> Iterator[Case]:
    for name, choice in template_names().items():
        for market in (*choice.markets, *(() if choice.needs_market else (None,))):
            yield from ((name, market, offer) for offer in (None, *choice.offers))


CASES = list(cases())
every_template = pytest.mark.parametrize(("name", "market", "offer"), CASES)


# building one is quick, but there are dozens of cases for every test
in_words = lru_cache(template)


def built(name: str, market: str | None, offer: str | None) -> Iterator[SalesProcess]:
    for language in LANGUAGES:
        yield from in_words(name, language=language, market=market, offer=offer)


def without_translations(process: SalesProcess) -> SalesProcess:
    """What a translated process shares with one written in that language; pipelines keep their names."""
    return replace(process, translations={}, pipeline=None, linked=None)


@every_template
def test_one_file_serves_both_languages(name: str, market: str | None, offer: str | None) -> None:
    for language, other in (("en", "pl"), ("pl", "en")):
        written = in_words(name, language=language, market=market, offer=offer)
        meant = in_words(name, language=other, market=market, offer=offer)
        assert len(written) == len(meant)
        for ours, theirs in zip(written, meant, strict=True):
            assert (ours.language, ours.market) == (language, market)
            assert untranslated(ours, other) == ()
            said = in_language(ours, other)
            assert texts_of(said) == texts_of(theirs)
            assert without_translations(said) == without_translations(theirs)


@every_template
def test_every_stage_is_filled_in(name: str, market: str | None, offer: str | None) -> None:
    for process in built(name, market, offer):
        keys = [stage.key for stage in process.stages]
        assert len(set(keys)) == len(keys)
        people = {person.key for person in process.stakeholders}
        for stage in process.stages:
            assert stage.purpose
            assert stage.owner in people
            assert stage.target_days
            assert min(len(stage.activities), len(stage.metrics), len(stage.client_steps)) >= 1
            assert stage.entry_criteria
            assert stage.exit_criteria
            assert stage.universal in UNIVERSAL_STAGES
            assert (stage.win_probability is not None) == (stage.passes == "deal"), stage.key
            assert len(stage.name) <= 28, stage.name
            assert len(set(stage.activities)) == len(stage.activities), stage.key


@every_template
def test_chances_rise_from_stage_to_stage(name: str, market: str | None, offer: str | None) -> None:
    for process in built(name, market, offer):
        chances = [stage.win_probability or 0 for stage in process.deal_stages]
        assert chances == sorted(chances)
        assert all(0 < chance < 1 for chance in chances)


@every_template
def test_leads_become_deals_and_deals_customers(
    name: str, market: str | None, offer: str | None
) -> None:
    for process in built(name, market, offer):
        order = [("lead", "deal", "customer").index(stage.passes) for stage in process.stages]
        assert order == sorted(order)
        assert process.deal_stages


@every_template
def test_every_activity_has_one_who_answers_for_it_and_somebody_who_does_it(
    name: str, market: str | None, offer: str | None
) -> None:
    for process in built(name, market, offer):
        assert set(process.activity_keys) == {item.key for item in process.activities}
        people = {person.key for person in process.stakeholders}
        for item in process.activities:
            assert len(item.name) <= 60, item.name
            assert len(item.accountable) == 1, (process.name, item.key)
            assert len(item.responsible) >= 1, (process.name, item.key)
            named = [key for part in RACI for key in getattr(item, part)]
            assert set(named) <= people
            others = [*item.consulted, *item.informed]
            assert len(set(others)) == len(others), item.key
            assert not set(others) & {*item.responsible, *item.accountable}, item.key


@every_template
def test_the_products_own_check_finds_nothing_to_settle(
    name: str, market: str | None, offer: str | None
) -> None:
    """Nobody in everything, no hand-over that is not described, no criterion that comes too late."""
    for process in built(name, market, offer):
        assert check_process(process) == ()


@every_template
def test_everybody_of_ours_has_a_part(name: str, market: str | None, offer: str | None) -> None:
    for process in built(name, market, offer):
        parts = {key for item in process.activities for part in RACI for key in getattr(item, part)}
        owners = {stage.owner for stage in process.stages}
        ours = {person.key for person in process.stakeholders if person.side == "us"}
        assert ours <= parts | owners


@every_template
def test_the_buying_side_is_there(name: str, market: str | None, offer: str | None) -> None:
    for process in built(name, market, offer):
        clients = [person for person in process.stakeholders if person.side == "client"]
        assert any(person.buying_part == "decides" for person in clients)
        assert all(person.buying_part for person in clients)


@every_template
def test_hand_overs_and_moves_lead_to_stages_of_the_process(
    name: str, market: str | None, offer: str | None
) -> None:
    for process in built(name, market, offer):
        keys = [stage.key for stage in process.stages]
        assert process.handovers
        assert process.moves
        departments = {person.department for person in process.stakeholders}
        for item in process.handovers:
            assert item.stage in keys
            assert item.days
            assert item.criteria
            assert item.returned_because
            assert {item.giver, item.taker} <= departments, (item.giver, item.taker)
        for move in process.moves:
            assert {move.start, move.end} <= set(keys)
            assert keys.index(move.end) != keys.index(move.start) + 1


@every_template
def test_pipelines_are_told_apart_and_linked_ones_exist(
    name: str, market: str | None, offer: str | None
) -> None:
    for language in LANGUAGES:
        processes = in_words(name, language=language, market=market, offer=offer)
        pipelines = [process.pipeline for process in processes]
        assert len(set(pipelines)) == len(pipelines)
        assert all(process.linked in {*pipelines, None} for process in processes)


@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("name", NAMES)
def test_a_template_written_to_a_file_is_read_back_as_it_was(name: str, market: str) -> None:
    processes = template(name, language="pl", market=market)
    read = parse_processes(dump_processes(processes), file="process.toml")
    assert tuple(read.values()) == processes


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_universal_process_has_its_seven_stages(language: str) -> None:
    process = universal_process(language)
    assert tuple(stage.key for stage in process.stages) == UNIVERSAL_STAGES
    assert not any(stage.waiting for stage in process.stages)


def test_an_activity_may_belong_to_several_stages() -> None:
    process = universal_process("en")
    stages = [stage.key for stage in process.stages_of("Answering objections")]
    assert stages == ["contact", "presentation", "closing"]


def test_a_product_is_demonstrated_and_tried_and_a_service_scoped() -> None:
    (product,) = template("universal", language="en", offer="product")
    (service,) = template("universal", language="en", offer="service")
    (both,) = template("universal", language="en")
    ours, theirs = set(product.activity_keys), set(service.activity_keys)
    assert ours - theirs == {"live_demonstration", "trial"}
    assert theirs - ours == {"scope_workshop", "meet_team"}
    assert set(both.activity_keys) == ours | theirs


def test_customising_takes_two_lines() -> None:
    process = universal_process("en")
    process = process.with_stage(Stage(key="negotiation", name="Negotiation"), before="closing")
    process = process.replace_activity("social_contact", "Product samples")
    assert [stage.key for stage in process.stages][-3:] == ["negotiation", "closing", "retention"]
    samples = process.activity("Product samples")
    assert samples.responsible == ("rep",)
    assert [stage.key for stage in process.stages_of(samples.key)] == ["contact"]
    assert "social_contact" not in process.activity_keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_departments_write_a_case_study_together(language: str) -> None:
    process = universal_process(language)
    study = process.activity("joint_case_study")
    departments = {process.stakeholder(key).department for key in study.responsible}
    assert len(departments) == 3
    assert len(activity_steps("joint_case_study", language=language)) == 8
    assert activity_steps("cold_calls", language=language) == ()


WAITING = {
    ("trade", "trade"): {"sample_test", "credit_check"},
    ("healthcare", "patients"): {"results", "thinking", "payer_approval"},
    ("healthcare", "private"): {"trial_use", "committee"},
    ("healthcare", "public"): {"notice_wait", "evaluation", "standstill"},
}


@pytest.mark.parametrize("name", ["trade", "healthcare"])
def test_waits_that_are_out_of_our_hands_are_marked(name: str) -> None:
    keys = [process["key"] for process in load_market(name)["process"]]
    processes = template(name, language="pl", market="uk")
    for key, process in zip(keys, processes, strict=True):
        waits = {stage.key for stage in process.stages if stage.waiting}
        assert waits == WAITING[name, key]


@pytest.mark.parametrize("market", template_names()["healthcare"].markets)
def test_nothing_is_haggled_once_a_bid_is_submitted(market: str) -> None:
    *_, public = template("healthcare", language="en", market=market)
    keys = [stage.key for stage in public.stages]
    behind = public.stages[keys.index("bid") :]
    assert [stage.key for stage in behind][:4] == ["bid", "evaluation", "standstill", "signing"]
    haggling = {"negotiation", "limited_offer", "answer_objections", "loyalty_offers"}
    assert not {key for stage in behind for key in stage.activities} & haggling
    assert any(
        "after submission neither price nor terms" in text for text in behind[0].entry_criteria
    )
    assert any("nothing was negotiated" in text for text in behind[1].exit_criteria)


def test_markets_word_and_order_their_own_way_of_buying() -> None:
    names = {}
    for market in ("pl", "uk", "us"):
        patients, _, public = template("healthcare", language="en", market=market)
        papers = {paper.name for paper in public.stage("bid").documents}
        names[market] = public.stage("market_talks").name
        assert any("wadium" in paper for paper in papers) == (market == "pl")
        assert any("Bid bond" in paper for paper in papers) == (market == "us")
        keys = [stage.key for stage in patients.stages]
        assert ("payer_approval" in keys) == (market != "pl")
    assert len(set(names.values())) == 3


def test_language_and_market_are_independent() -> None:
    *_, public = template("healthcare", language="pl", market="us")
    assert (public.language, public.market) == ("pl", "us")
    assert public.stage("standstill").name == "Wybór i czas na protesty"


@pytest.mark.parametrize(
    ("asked", "code", "allowed"),
    [
        ({"name": "Universal", "language": "en"}, "template_unknown", ", ".join(NAMES)),
        (
            {"name": "universal", "language": "en", "market": "de"},
            "template_market",
            "pl, uk, us",
        ),
        (
            {"name": "universal", "language": "en", "offer": "both"},
            "template_offer",
            "product, service",
        ),
        ({"name": "universal", "language": "de"}, "unknown_language", "en, pl"),
        ({"name": "healthcare", "language": "pl"}, "template_market_missing", "pl, uk, us"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(
    asked: dict[str, Any], code: str, allowed: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        template(**asked)
    assert caught.value.code == code
    assert caught.value.fields["allowed"] == allowed
    for language in LANGUAGES:
        sentence = load_words(language).error(caught.value)
        assert allowed in sentence
        assert code not in sentence


def test_an_offer_is_refused_where_a_template_does_not_tell_them_apart() -> None:
    with pytest.raises(InvalidValue, match="template_offer_none") as caught:
        template("trade", language="en", offer="product")
    assert "product" in load_words("pl").error(caught.value)


def leaves(tree: Any, path: str) -> Iterator[str]:
    """Keys of texts and of lists of texts."""
    if not isinstance(tree, Mapping):
        yield path
        return
    for key, item in tree.items():
        yield from leaves(item, f"{path}.{key}")


def test_every_word_of_the_templates_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    for method in ("text", "texts"):
        real = getattr(Content, method)

        def noting(self: Content, key: str, real: Any = real) -> Any:
            asked.add(key)
            return real(self, key)

        monkeypatch.setattr(Content, method, noting)
    templates._processes.cache_clear()
    for name, market, offer in CASES:
        template(name, language="en", market=market, offer=offer)
    activity_steps("joint_case_study", language="en")
    for topic in ("stages", *NAMES):
        assert set(leaves(load_content("en").topic(topic), topic)) - asked == set()


TABLES = {
    "top": {"key", "base", "markets", "offers", "process", "activity", "stakeholder"},
    "process": {
        *("key", "market", "offer", "linked", "stages", "stage", "activity", "stakeholder"),
        *("handover", "move"),
    },
    "stage": {
        *("universal", "passes", "waiting", "owner", "target_days", "win_probability"),
        *("activities", "add", "drop", "metrics", "add_metrics", "drop_metrics", "documents"),
        *("market", "offer"),
    },
    "activity": {*RACI, "market", "offer"},
    "stakeholder": {"key", "department", "side", "buying_part"},
    "handover": {"key", "giver", "taker", "stage", "days", "market", "offer"},
    "move": {"start", "end", "reason", "market", "offer"},
    "document": {"key", "source", "days", "market", "offer"},
}


@pytest.mark.parametrize("name", NAMES)
def test_the_structure_has_no_key_that_nothing_reads(name: str) -> None:
    top = load_market(name)
    assert set(top) <= TABLES["top"]
    activities = dict(top.get("activity", {}))
    people = list(top.get("stakeholder", ()))
    used: set[str] = set()
    for process in top["process"]:
        assert set(process) <= TABLES["process"]
        assert set(process.get("stage", {})) <= set(process["stages"]), process["key"]
        for stage in process.get("stage", {}).values():
            assert set(stage) <= TABLES["stage"]
            assert all(set(row) <= TABLES["document"] for row in stage.get("documents", ()))
        activities.update(process.get("activity", {}))
        people += process.get("stakeholder", ())
        for kind in ("handover", "move"):
            assert all(set(row) <= TABLES[kind] for row in process.get(kind, ()))
    for case in CASES:
        if case[0] == name:
            used.update(key for process in built(*case) for key in process.activity_keys)
    assert set(activities) <= used
    assert all(set(row) <= TABLES["activity"] for row in activities.values())
    assert all(set(row) <= TABLES["stakeholder"] for row in people)
