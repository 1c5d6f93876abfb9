"""The language in which patterns are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.lexicon import Writing, compile_pattern
from salestoolkit.core.plain_text import plain
from salestoolkit.errors import InvalidValue

WRITING = Writing({"price": ("price*", "cost")}, negators=("not",), breaks=("but",))


def holds(pattern: str, text: str) -> bool:
    return all(part.search(plain(text)) for part in compile_pattern(pattern, WRITING).parts)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("boss", "My boss.", True),
        ("boss", "My bosses.", False),
        ("boss*", "My bosses.", True),
        ("dear|steep", "It is steep.", True),
        ("too_high", "This is too high.", True),
        ("too_high", "This is high, too.", False),
        ("@price high", "Prices high!", True),
        ("a nice? day", "A day.", True),
        ("a nice? day", "A nice day.", True),
        ("after # days", "After 30 days.", True),
        ("^ later", "Later.", True),
        ("^ later", "See you later.", False),
        ("why ... ?", "Why should we?", True),
        ("why ... ?", "Why not say so.", False),
        ("price & boss", "The boss, he saw the price.", True),
        ("price & boss", "The boss saw it.", False),
    ],
)
def test_a_pattern_finds_what_it_says(pattern: str, text: str, expected: bool) -> None:
    assert holds(pattern, text) is expected


@pytest.mark.parametrize(("gap", "reach"), [("..", 2), ("...", 6)])
def test_a_gap_is_as_wide_as_its_dots(gap: str, reach: int) -> None:
    assert holds(f"price {gap} high", f"price {'x ' * reach}high")
    assert not holds(f"price {gap} high", f"price {'x ' * (reach + 1)}high")


@pytest.mark.parametrize("stop", [",", "not", "but"])
def test_a_gap_does_not_cross_what_parts_a_sentence(stop: str) -> None:
    assert not holds("price ... high", f"price is {stop} high")


def test_a_pattern_with_a_not_of_its_own_is_not_turned_round_by_one() -> None:
    assert compile_pattern("afford", WRITING).negatable
    assert not compile_pattern("not .. afford", WRITING).negatable
    assert not compile_pattern("wait !", WRITING).negatable


def test_a_class_may_be_missing() -> None:
    assert holds("a @price? day", "a day")
    assert holds("a @price? day", "a cost day")


@pytest.mark.parametrize("wrong", ["", "@nobody", "... ..", "# ,|#", "price &"])
def test_a_pattern_without_a_word_or_with_an_unknown_class_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidValue, match="lexicon_pattern"):
        compile_pattern(wrong, WRITING)


@given(st.text())
def test_any_text_may_be_searched(text: str) -> None:
    assert holds("price", f"{text} price ")
