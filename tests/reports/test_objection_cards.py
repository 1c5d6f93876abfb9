"""Objections as cards on A4: every card is there, whole, escaped, and runs nothing."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from salestoolkit.core.objections import Objection
from salestoolkit.errors import ReportError
from salestoolkit.reports.objection_cards import PARTS, cards_page, write_cards
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.objections import load_objections, packaged
from salestoolkit.words import load_words
from salestoolkit.words.objections import quoted

EVIL = "<script>alert(1)</script><img src=x onerror=y> {{ 7*7 }} </main>"
LONG = Objection(
    key="long", theme="price", says="x", questions=("Why?",), answer="word " * 300, proof="p " * 400
)


class Tags(HTMLParser):
    """Tags of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.classes: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.classes += (dict(attrs).get("class") or "").split()

    def handle_data(self, data: str) -> None:
        self.text += data.replace("\N{NO-BREAK SPACE}", " ")


def text_of(page: str) -> str:
    return Tags(page).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("per_page", [8, 4])
def test_every_card_is_there_with_what_is_said_aloud(language: str, per_page: int) -> None:
    cards = tuple(packaged(language).values())
    text = text_of(cards_page(cards, language=language, per_page=per_page))
    words = load_words(language)
    for card in cards:
        assert quoted(words, card) in text
        assert card.answer in text and card.next_step in text
        assert all(question in text for question in card.questions)
        assert (card.proof in text) == ("proof" in PARTS[per_page])


@pytest.mark.parametrize(("n", "per_page", "pages"), [(1, 8, 1), (8, 8, 1), (9, 8, 2), (5, 4, 2)])
def test_a_page_is_filled_up_with_cards_to_write_on(n: int, per_page: int, pages: int) -> None:
    cards = load_objections("en")[:n]
    tags = Tags(cards_page(cards, language="en", per_page=per_page))
    assert tags.classes.count("sheet") == pages
    assert tags.classes.count("card") == pages * per_page
    assert tags.text.count("Write your own") == pages * per_page - n


def test_what_a_team_wrote_runs_nothing() -> None:
    nasty = Objection(key="x", theme="price", says=EVIL, questions=(EVIL,), answer=EVIL)
    tags = Tags(cards_page([nasty], language="pl", per_page=4))
    assert not {"script", "img"} & set(tags.names)
    assert EVIL in tags.text


def test_a_card_that_is_too_long_is_shortened_and_says_where_the_rest_is() -> None:
    text = text_of(cards_page([LONG], language="en", per_page=4))
    assert LONG.proof not in text and "…" in text
    assert LONG.answer.strip() in text, "what is said aloud is shortened last"
    assert "Why?" in text
    assert "more in the library: long" in text


def test_a_card_from_another_market_carries_the_words_that_are_said_there() -> None:
    polish = [card for card in load_objections("en", market="pl") if card.market]
    text = text_of(cards_page(polish, language="en"))
    assert "“Proszę przesłać na maila.”" in text


def test_cards_are_written_and_another_file_of_that_name_is_kept(tmp_path: Path) -> None:
    to = tmp_path / "cards.html"
    to.write_text("mine", encoding="utf-8")
    made = write_cards(load_objections("pl"), to, language="pl")
    assert made.pages == 6
    assert made.copy is not None and made.copy.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "per_page", "n", "code"),
    [
        ("cards.doc", 8, 8, "sheet_format"),
        ("cards.html", 6, 8, "cards_per_page"),
        ("cards.html", 8, 0, "cards_none"),
    ],
)
def test_what_cannot_be_printed_is_said(
    tmp_path: Path, name: str, per_page: int, n: int, code: str
) -> None:
    with pytest.raises(ReportError) as raised:
        write_cards(load_objections("en")[:n], tmp_path / name, language="en", per_page=per_page)
    assert raised.value.code == code
    assert not list(tmp_path.iterdir())
