"""Links with QR codes: what the code holds is the link, and a name is text, not markup."""

from __future__ import annotations

import re

import segno

from salestoolkit.lessons.room.links import links_page, terminal_code
from salestoolkit.words import load_words

LINK = "http://192.168.1.20:8801/?token=ab2cd3ef4g"


def test_the_page_has_a_card_a_team_with_code_and_address() -> None:
    page = links_page([("Północ", LINK), ("Południe", LINK + "x")], load_words("pl"))
    assert page.count("<article>") == page.count("<svg") == 2
    assert 'lang="pl"' in page
    assert f"Adres: {LINK}</p>" in page
    assert not re.search(r"(?:src|href)=", page)


def test_a_name_cannot_bring_markup_into_the_page() -> None:
    page = links_page([("<script>alert(1)</script>", LINK)], load_words("en"))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_code_in_the_terminal_is_that_of_the_link() -> None:
    drawn = terminal_code(LINK)
    size = segno.make(LINK, error="l", micro=False).symbol_size(border=2)[1]
    lines = [line for line in drawn.splitlines() if line]
    assert len(lines) == (size + 1) // 2
    assert drawn != terminal_code(LINK + "x")
