"""A process in another language: what is translated is shown so, the rest as written, and marked."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from process_strategies import processes

from salestoolkit.core.process import (
    Activity,
    Document,
    Handover,
    Move,
    SalesProcess,
    Stage,
    Stakeholder,
)
from salestoolkit.core.process_language import (
    in_language,
    texts_of,
    untranslated,
    with_translations,
)

POLISH = SalesProcess(
    name="Sprzedaż",
    pipeline="Główny",
    language="pl",
    stages=(
        Stage(
            key="oferta",
            name="Oferta",
            purpose="Pokazać.",
            owner="rep",
            crm=("Wycena",),
            activities=("call", "Wizyta"),
            documents=(Document(name="Umowa", source="Prawnik"),),
        ),
        Stage(key="podpis", name="Podpis", owner="Szef"),
    ),
    activities=(Activity(key="call", name="Telefon", responsible=("rep", "Asystent")),),
    stakeholders=(Stakeholder(key="rep", name="Handlowiec", department="Sprzedaż"),),
    handovers=(Handover(giver="Marketing", taker="Sprzedaż", stage="oferta", what="Lead"),),
    moves=(Move(start="podpis", end="oferta", reason="Poprawki"),),
)
ENGLISH = {text: f"en:{text}" for text in texts_of(POLISH)}
BOTH = replace(POLISH, translations={"en": ENGLISH})


def test_all_texts_are_found_once_and_no_key_is_among_them() -> None:
    assert set(texts_of(POLISH)) == {
        *("Sprzedaż", "Oferta", "Pokazać.", "Wizyta", "Umowa", "Prawnik", "Podpis", "Szef"),
        *("Telefon", "Asystent", "Handlowiec", "Marketing", "Lead", "Poprawki"),
    }
    assert len(texts_of(POLISH)) == len(set(texts_of(POLISH)))


def test_texts_are_translated_and_what_points_somewhere_is_not() -> None:
    said = in_language(BOTH, "en")
    assert said.language == "en"
    assert (said.name, said.pipeline) == ("en:Sprzedaż", "Główny")
    offer, signing = said.stages
    assert (offer.key, offer.name, offer.owner, offer.crm) == (
        "oferta",
        "en:Oferta",
        "rep",
        ("Wycena",),
    )
    assert offer.activities == ("call", "en:Wizyta")
    assert offer.documents == (Document(name="en:Umowa", source="en:Prawnik"),)
    assert signing.owner == "en:Szef"
    assert said.activities[0].responsible == ("rep", "en:Asystent")
    assert said.handovers[0].stage == "oferta"
    assert said.moves[0] == Move(start="podpis", end="oferta", reason="en:Poprawki")


def test_what_is_not_translated_is_marked() -> None:
    partly = replace(POLISH, translations={"en": {"Oferta": "Offer"}})
    said = in_language(partly, "en", mark="{text} (pl)")
    assert [stage.name for stage in said.stages] == ["Offer", "Podpis (pl)"]
    assert "Podpis" in untranslated(partly, "en")
    assert "Oferta" not in untranslated(partly, "en")
    assert untranslated(BOTH, "en") == ()
    assert untranslated(partly, "pl") == ()


def test_an_empty_text_is_neither_marked_nor_missed() -> None:
    empty = POLISH.change_stage("podpis", purpose="")
    said = in_language(empty, "en", mark="{text} (pl)")
    assert said.stage("podpis").purpose == ""
    assert "" not in untranslated(empty, "en")


@pytest.mark.parametrize("language", ["pl", None])
def test_its_own_language_changes_nothing(language: str | None) -> None:
    process = replace(BOTH, language=language)
    assert in_language(process, "pl", mark="{text}!") == process


def test_translations_come_from_the_same_process_in_another_language() -> None:
    english = in_language(BOTH, "en")
    made = with_translations(POLISH, english)
    assert made == BOTH
    kept = with_translations(replace(POLISH, translations={"de": {"Oferta": "Angebot"}}), english)
    assert set(kept.translations) == {"de", "en"}


def test_two_processes_that_differ_in_shape_are_no_translations() -> None:
    with pytest.raises(ValueError, match="zip"):
        with_translations(POLISH, in_language(BOTH, "en").without_stage("podpis"))


def unspoken(part: Any) -> Any:
    """What is the same in every language: numbers, switches, how many texts there are."""
    if isinstance(part, str):
        return str
    if isinstance(part, tuple):
        return tuple(map(unspoken, part))
    if hasattr(part, "__dataclass_fields__"):
        return {
            field.name: unspoken(getattr(part, field.name))
            for field in fields(part)
            if field.name != "translations"
        }
    return part


@settings(max_examples=10)
@given(processes(), st.sampled_from(("en", "pl")))
def test_only_texts_differ_between_languages(process: SalesProcess, language: str) -> None:
    said = in_language(process, language, mark="«{text}»")
    assert [stage.key for stage in said.stages] == [stage.key for stage in process.stages]
    assert [item.key for item in said.activities] == [item.key for item in process.activities]
    same = replace(process, language=said.language)
    assert unspoken(said) == unspoken(same)


@settings(max_examples=10)
@given(processes())
def test_with_every_text_translated_nothing_is_marked(process: SalesProcess) -> None:
    pairs = {text: f"<{text}>" for text in texts_of(process)}
    full = replace(process, language="de", translations={"en": pairs})
    assert untranslated(full, "en") == ()
    said = in_language(full, "en", mark="{text} (not translated)")
    assert not any(text.endswith("(not translated)") for text in texts_of(said))
