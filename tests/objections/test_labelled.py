"""The lexicons against sentences that whoever tuned them has not read; only figures are printed."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from salestoolkit.core.objection_mining import find_objections
from salestoolkit.core.objections import THEMES
from salestoolkit.sources.lexicon import load_lexicon

HERE = Path(__file__).parent
LEAST_MACRO_F1 = {"en": 0.70, "pl": 0.70}
MOST_FALSE_ALARMS = 0.15


@dataclass(frozen=True)
class Measured:
    """How labels were found: macro-F1 over the eight themes, and labels given where there is none."""

    sentences: int
    f1: dict[str, float]
    false_alarms: float

    @property
    def macro_f1(self) -> float:
        return sum(self.f1.values()) / len(self.f1)

    def __str__(self) -> str:
        themes = ", ".join(f"{theme} {value:.2f}" for theme, value in self.f1.items())
        return (
            f"macro-F1 {self.macro_f1:.3f}, false alarms {self.false_alarms:.1%}, "
            f"{self.sentences} sentences ({themes})"
        )


def measure(language: str) -> Measured:
    """Compare what the lexicon finds in the held-out sentences with their labels."""
    lexicon = load_lexicon(language)
    with (HERE / f"{language}_heldout.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            (
                set(filter(None, row["labels"].split("|"))),
                set(find_objections(row["text"], lexicon)),
            )
            for row in csv.DictReader(file)
        ]
    without = [found for labels, found in rows if not labels]
    return Measured(
        sentences=len(rows),
        f1={theme: _f1(theme, rows) for theme in THEMES},
        false_alarms=sum(bool(found) for found in without) / len(without),
    )


def _f1(theme: str, rows: list[tuple[set[str], set[str]]]) -> float:
    hits = sum(theme in labels & found for labels, found in rows)
    wrong = sum(theme in labels ^ found for labels, found in rows)
    return 2 * hits / (2 * hits + wrong)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_lexicon_holds_on_sentences_it_has_not_seen(language: str) -> None:
    measured = measure(language)
    assert measured.sentences >= 200
    met = (
        measured.macro_f1 >= LEAST_MACRO_F1[language] and measured.false_alarms <= MOST_FALSE_ALARMS
    )
    assert met, str(measured)
