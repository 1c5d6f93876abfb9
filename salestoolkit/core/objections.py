"""Objections: what people say, what lies behind it, how a team answers, and how well that works."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from salestoolkit.core.proportions import Interval, wilson

THEMES = (
    *("price", "no_need", "timing", "authority"),
    *("trust", "competitor", "effort", "contract_risk"),
)
"""What an objection is about; a sentence may be about several of them, or about none."""

PARTS = ("behind", "questions", "answer", "proof", "next_step", "owner")
"""Parts of a card that a team has to fill in before it can be used."""

SMALL = 10
"""With fewer tries than this, how well an answer works is not told yet."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """Somebody tried a prepared answer: on which day, and whether the talk went on after it."""

    objection: str
    on: date
    worked: bool


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How well a prepared answer works: talks that went on / talks in which it was tried.

    ``share`` is None before the first try, ``interval`` Wilson's at 95%, ``small`` says that there are
    fewer than 10 tries; ``last`` is the day of the latest.
    """

    tried: int = 0
    worked: int = 0
    last: date | None = None

    @property
    def share(self) -> float | None:
        """Worked / tried; None where nothing was tried."""
        return self.worked / self.tried if self.tried else None

    @property
    def interval(self) -> Interval:
        """Wilson's interval of the share, [0, 1] where nothing was tried."""
        return wilson(self.worked, self.tried)

    @property
    def small(self) -> bool:
        """Whether there are too few tries to tell."""
        return self.tried < SMALL


@dataclass(frozen=True, kw_only=True)
class Objection:
    """One card of the library.

    Parameters
    ----------
    key : str
        Its name in files and on the command line.
    says : str
        The objection in the words that people use.
    behind, answer, proof, next_step : str
        What often lies behind it, the prepared answer, what proves it, what is agreed at the end.
    questions : tuple of str
        Questions that listen before anything is answered.
    stages : tuple of str
        Universal stages in which it comes up.
    owner : str
        Key of the role that keeps the answer up to date.
    industry, market : str, optional
        Where it is heard only there.
    language : str
        Language in which the card is written.
    original : str
        The words as they are said in their market, where ``says`` is a translation of them.
    own : bool
        Whether the team wrote the card, or a part of it.
    """

    key: str
    theme: str
    says: str
    behind: str = ""
    questions: tuple[str, ...] = ()
    answer: str = ""
    proof: str = ""
    next_step: str = ""
    stages: tuple[str, ...] = ()
    owner: str = ""
    industry: str | None = None
    market: str | None = None
    language: str = "en"
    original: str = ""
    own: bool = False
    tally: Tally = Tally()

    @property
    def gaps(self) -> tuple[str, ...]:
        """Parts that the card lacks, in the order in which they are filled in.

        Examples
        --------
        >>> Objection(key="late", theme="timing", says="Not now.", answer="When?").gaps
        ('behind', 'questions', 'proof', 'next_step', 'owner')
        """
        return tuple(part for part in PARTS if not getattr(self, part))


def tally_of(key: str, notes: Iterable[Note]) -> Tally:
    """How often an objection's answer was tried, and worked.

    Examples
    --------
    >>> days = [Note(objection="late", on=date(2026, 11, day), worked=day > 2) for day in (1, 2, 3)]
    >>> found = tally_of("late", days)
    >>> found.tried, found.worked, found.small
    (3, 1, True)
    """
    own = [note for note in notes if note.objection == key]
    return Tally(
        tried=len(own),
        worked=sum(note.worked for note in own),
        last=max((note.on for note in own), default=None),
    )


def select(
    objections: Iterable[Objection],
    *,
    themes: Collection[str] = (),
    stages: Collection[str] = (),
) -> tuple[Objection, ...]:
    """Objections of some themes that come up in some stages; an empty choice leaves all."""
    return tuple(
        one
        for one in objections
        if (not themes or one.theme in themes) and (not stages or set(stages) & set(one.stages))
    )


def by_theme(objections: Iterable[Objection]) -> dict[str, tuple[Objection, ...]]:
    """Objections under their theme, in the order of the themes; themes without any are left out."""
    listed = tuple(objections)
    grouped = {theme: tuple(one for one in listed if one.theme == theme) for theme in THEMES}
    return {theme: found for theme, found in grouped.items() if found}


def draw(objections: Sequence[Objection], *, seen: Collection[str], seed: int) -> Objection | None:
    """An objection that was not there yet, by chance but the same for the same seed; None at the end.

    Examples
    --------
    >>> two = [Objection(key=key, theme="price", says=key) for key in ("a", "b")]
    >>> first = draw(two, seen=(), seed=1)
    >>> draw(two, seen=(first.key,), seed=1).key != first.key, draw(two, seen=("a", "b"), seed=1)
    (True, None)
    """
    left = sorted((one for one in objections if one.key not in seen), key=lambda one: one.key)
    if not left:
        return None
    return random.Random(f"{seed}:{len(seen)}").choice(left)
