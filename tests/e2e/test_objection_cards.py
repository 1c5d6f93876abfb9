"""Cards of objections as a printer sees them: nothing sticks out of a card, eight or four on a page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from salestoolkit.core.objections import Objection
from salestoolkit.reports.objection_cards import cards_page
from salestoolkit.sources.objections import packaged

pytestmark = pytest.mark.slow

STICKING_OUT = """
() => [...document.querySelectorAll('.card')].filter(
  (card) => card.scrollHeight > card.clientHeight + 1 || card.scrollWidth > card.clientWidth + 1
).map((card) => card.querySelector('.says')?.textContent)
"""


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("per_page", [8, 4])
def test_no_card_sticks_out(browser: Browser, language: str, per_page: int) -> None:
    wordy = Objection(
        key="wordy",
        theme="price",
        says="Zbyt drogo jak na tak małą firmę, " * 3,
        behind="Nikt nie policzył. " * 20,
        questions=("Z czym to porównać, żeby było uczciwie?",) * 3,
        answer="Policzmy to razem na Państwa liczbach. " * 10,
        proof="Rachunek. " * 40,
        next_step="Spotkanie z księgowością w czwartek.",
    )
    page = browser.new_page(viewport={"width": 1000, "height": 1200})
    page.emulate_media(media="print")
    cards = (*packaged(language).values(), wordy)
    page.set_content(cards_page(cards, language=language, per_page=per_page))
    assert page.evaluate(STICKING_OUT) == []
    page.close()
