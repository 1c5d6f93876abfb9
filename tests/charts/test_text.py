from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.charts.text import ELLIPSIS, clean, shorten, text_width, wrap

SIZE = 12
LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)


@given(LINES, st.floats(20, 400))
def test_a_shortened_text_fits_and_begins_as_the_text_does(text: str, width: float) -> None:
    short = shorten(text, width, SIZE)
    assert text_width(short, SIZE) <= width
    assert text.startswith(short.removesuffix(ELLIPSIS))


@given(LINES, st.floats(30, 400))
def test_wrapped_lines_fit(text: str, width: float) -> None:
    assert all(text_width(line, SIZE) <= width for line in wrap(text, width, SIZE))


def test_wrapping_loses_no_word_that_fits() -> None:
    words = "przejdzie dalej (przedział\N{NO-BREAK SPACE}95%)"
    assert " ".join(wrap(words, 100, SIZE)) == words
    assert wrap(words, 100, SIZE)[-1] == "(przedział\N{NO-BREAK SPACE}95%)"


def test_polish_letters_are_as_wide_as_their_base() -> None:
    assert text_width("ąęłóśżźćń", SIZE) == text_width("aelosxzcn", SIZE) or text_width(
        "ąęłóśżźćń", SIZE
    ) == text_width("aeloszzcn", SIZE)


def test_other_scripts_have_a_width() -> None:
    assert text_width("営業", SIZE) > text_width("ab", SIZE)
    assert text_width("Ж", SIZE) > 0


def test_a_bold_text_is_wider() -> None:
    assert text_width("Wygrane", SIZE, bold=True) > text_width("Wygrane", SIZE)


def test_control_characters_are_gone_and_a_long_name_is_cut() -> None:
    assert clean("a\x00b\x1b[31m\n\u202ec") == "a b [31m c"
    assert len(clean("x" * 10_000)) == 400
