"""The library: whole in both languages, by market and industry; a team's file grows and wins."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from salestoolkit.core.objections import THEMES, Note
from salestoolkit.core.process import UNIVERSAL_STAGES
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.objection_text import add_note, save_card
from salestoolkit.sources.objections import (
    INDUSTRIES,
    find_objection,
    load_objections,
    packaged,
    read_notes,
)
from salestoolkit.words import load_words
from salestoolkit.words.objections import role_name

DAY = date(2026, 11, 26)
OWN = """\
# ours, agreed in May
language = "en"

[[objection]]
key = "too_expensive"
answer = "Compared with what?"  # short is better

[[objection]]
key = "parking"
theme = "effort"
says = "Where would we park?"
"""
TWICE = '[[objection]]\nkey = "not_now"\n[[objection]]\nkey = "not_now"\n'


@pytest.fixture
def team(tmp_path: Path) -> Path:
    path = tmp_path / "team" / "objections.toml"
    path.parent.mkdir()
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_universal_library_has_six_cards_of_each_theme(language: str) -> None:
    counted = Counter(card.theme for card in load_objections(language))
    assert counted == dict.fromkeys(THEMES, 6)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_is_whole_and_names_a_known_stage_and_role(language: str) -> None:
    words = load_words(language)
    for card in packaged(language).values():
        assert card.gaps == (), card.key
        assert card.theme in THEMES
        assert card.stages and set(card.stages) <= set(UNIVERSAL_STAGES)
        assert role_name(words, card) != card.owner, card.key
        assert card.language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_cards_say_the_same(language: str) -> None:
    cards = packaged(language).values()
    for part in ("says", "behind", "answer", "proof", "next_step", "questions"):
        counted = Counter(getattr(card, part) for card in cards)
        assert [text for text, n in counted.items() if n > 1] == [], part


@pytest.mark.parametrize("industry", INDUSTRIES)
def test_each_industry_has_objections_of_its_own(industry: str) -> None:
    own = [card for card in load_objections("pl", industry=industry) if card.industry]
    assert len(own) >= 5
    assert {card.industry for card in own} == {industry}


def test_an_industry_without_objections_of_its_own_has_the_universal_ones() -> None:
    assert load_objections("en", industry="trade") == load_objections("en")


@pytest.mark.parametrize("market", ["pl", "uk", "us"])
def test_a_market_shows_what_is_said_only_there_and_marks_a_translation(market: str) -> None:
    home = {"pl": "pl", "uk": "en", "us": "en"}[market]
    for language in LANGUAGES:
        own = [card for card in load_objections(language, market=market) if card.market]
        assert len(own) >= 3
        assert {card.market for card in own} == {market}
        for card in own:
            said = packaged(home)[card.key].says
            assert card.original == ("" if language == home else said)


def test_the_polish_ones_are_there_in_the_words_that_people_use() -> None:
    said = {card.says for card in load_objections("pl", market="pl") if card.market}
    assert {
        "Proszę przesłać na maila.",
        "Mamy stałego dostawcę.",
        "Decyduje centrala.",
        "Skąd mają Państwo mój numer?",
    } <= said


def test_the_teams_words_win_and_the_rest_of_the_card_stays(team: Path) -> None:
    cards = {card.key: card for card in load_objections("en", team=team)}
    usual = packaged("en")["too_expensive"]
    assert cards["too_expensive"].answer == "Compared with what?"
    assert cards["too_expensive"].questions == usual.questions
    assert cards["too_expensive"].own
    assert not cards["no_budget"].own
    assert cards["parking"].says == "Where would we park?"
    assert "answer" in cards["parking"].gaps


def test_what_the_team_wrote_in_english_is_shown_as_written_in_polish(team: Path) -> None:
    cards = {card.key: card for card in load_objections("pl", team=team)}
    assert cards["parking"].language == "en"
    assert cards["too_expensive"].questions == packaged("en")["too_expensive"].questions
    assert cards["no_budget"].language == "pl"


def test_a_team_that_has_its_own_words_for_a_market_no_longer_has_a_translation(
    tmp_path: Path,
) -> None:
    path = tmp_path / "objections.toml"
    save_card(path, "send_it_by_mail", {"says": "Mail it to me"}, language="en")
    assert find_objection("send_it_by_mail", "en").original
    assert find_objection("send_it_by_mail", "en", team=path).original == ""


def test_notes_are_counted_and_comments_stay(team: Path) -> None:
    for worked in (True, False, True):
        add_note(team, Note(objection="parking", on=DAY, worked=worked), language="en")
    text = team.read_text(encoding="utf-8")
    assert text.startswith(OWN)
    card = {one.key: one for one in load_objections("en", team=team)}["parking"]
    assert (card.tally.tried, card.tally.worked, card.tally.last) == (3, 2, DAY)
    assert not list(team.parent.glob("*before*")), "nothing was replaced"


def test_the_first_note_makes_the_file_and_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "new" / "objections.toml"
    add_note(path, Note(objection="not_now", on=DAY, worked=False), language="pl")
    assert path.read_text(encoding="utf-8").startswith("# Własne obiekcje")
    assert read_notes(path) == (Note(objection="not_now", on=DAY, worked=False),)


def test_a_card_is_changed_in_place_and_the_former_file_is_kept(team: Path) -> None:
    copy = save_card(team, "too_expensive", {"answer": "Let us see."}, language="en")
    assert copy is not None and copy.read_text(encoding="utf-8") == OWN
    text = team.read_text(encoding="utf-8")
    assert "# ours, agreed in May" in text and "Let us see." in text
    assert save_card(team, "too_expensive", {"answer": "Let us see."}, language="en") is None


def test_adding_replaces_nothing_and_needs_no_copy(team: Path) -> None:
    fields = {"theme": "trust", "says": "Who are you?", "questions": ("Whom do you trust?",)}
    assert save_card(team, "who", fields, language="pl") is None
    assert save_card(team, "who", {"proof": "A visit."}, language="pl") is None
    card = find_objection("who", "en", team=team)
    assert (card.language, card.questions, card.proof) == (
        "pl",
        ("Whom do you trust?",),
        "A visit.",
    )
    assert team.read_text(encoding="utf-8").startswith(OWN)


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    path = tmp_path / "objections.toml"
    path.write_bytes(OWN.replace("\n", "\r\n").encode())
    add_note(path, Note(objection="parking", on=DAY, worked=True), language="en")
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert read_notes(path)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('[[objection]]\nkey = "new"\nsays = "x"\n', "toml_not_choice", 1),
        ('[[objection]]\nkey = "new"\ntheme = "price"\n', "toml_missing", 1),
        ('[[objection]]\nkey = "not_now"\ntheme = "weather"\n', "toml_not_choice", 3),
        ('[[objection]]\nkey = "not_now"\nstages = ["moon"]\n', "toml_not_choice", 3),
        ('[[objection]]\nkey = "not_now"\nanwser = "x"\n', "toml_unknown_key", 3),
        (TWICE, "process_twice", 4),
        ('[[note]]\nobjection = "not_now"\non = 2026-11-26\n', "toml_missing", 1),
        ('[[note]]\nobjection = "not_now"\non = "today"\nworked = true\n', "toml_not_date", 3),
        ('language = "de"\n', "toml_not_choice", 1),
        ("nonsense\n", "process_syntax", 1),
    ],
)
def test_what_is_wrong_in_a_teams_file_is_named_with_its_line(
    tmp_path: Path, text: str, code: str, line: int
) -> None:
    path = tmp_path / "objections.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BookError) as raised:
        load_objections("en", team=path)
    assert (raised.value.code, raised.value.fields["line"]) == (code, line)


def test_a_broken_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "objections.toml"
    path.write_text("key = \n", encoding="utf-8")
    with pytest.raises(BookError):
        add_note(path, Note(objection="not_now", on=DAY, worked=True), language="en")
    with pytest.raises(BookError):
        save_card(path, "not_now", {"answer": "x"}, language="en")
    assert path.read_text(encoding="utf-8") == "key = \n"


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ({"market": "de"}, "objection_market"),
        ({"industry": "fishing"}, "objection_industry"),
    ],
)
def test_what_there_is_not_is_named(choice: dict[str, str], code: str) -> None:
    with pytest.raises(InvalidValue) as raised:
        load_objections("en", **choice)  # type: ignore[arg-type]  # one of two keywords
    assert raised.value.code == code


def test_a_slip_of_the_key_is_told_the_nearest() -> None:
    with pytest.raises(InvalidValue) as raised:
        find_objection("to_expensive", "en")
    assert raised.value.fields["allowed"].startswith("too_expensive")
