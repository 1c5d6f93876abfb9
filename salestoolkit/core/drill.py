"""Which deals stand behind a number: a selection that a page, a file or a command can carry as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, Self, runtime_checkable

import pandas as pd

from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.typed_days import read_day
from salestoolkit.errors import InvalidValue

OF_DEALS = (
    *("deals", "closed", WON, LOST, OPEN),
    *("reached", "skipped", "lost_here", "open_here", "stands_here"),
)
"""What is chosen of whole deals: one row a deal."""
FATES_OF: dict[str, tuple[str, ...]] = {
    WON: (WON,),
    LOST: (LOST,),
    OPEN: (OPEN,),
    "closed": (WON, LOST),
    "lost_here": (LOST,),
    "open_here": (OPEN,),
    "stands_here": (OPEN,),
}
"""What became of the deals chosen, where a choice says so."""
OF_VISITS = ("visited", "visits", "revisited")
"""What is chosen of visits to a stage: the first ones, all, or all later ones; one row a visit."""
OF_PASSAGES = ("entered", "advanced", "not_advanced", "dropped", "undecided")
"""What is chosen of first passages through a stage: one row a deal that visited it."""
CLOCKS = ("known", "watched", "whole", "unknown")
"""Whether the time is known; ``watched``: known, and some of it watched; ``whole``: all of it."""
STAY_COLUMNS = ("visit_stage", "visit_entered", "visit_next", "visit_days", "visit_provenance")
COLUMNS = (
    *("source_name", "deal_id", "title", "organization", "owner", "team", "segment", "source"),
    *("territory", "product", "stage", "fate", "value", "currency", "created_on", "closed_on"),
    *("age_days", "expected_close", "idle_days", "lost_reason", "competitor"),
    *STAY_COLUMNS,
)
"""Columns of the deals behind a number: ``stage`` is where a deal stands, or last stood; money as
float, days whole. The last five only where visits or passages were chosen: the stay that was
counted, where it went (a stage key, won, lost or open) and after how many days."""
NEED_STAGE = (
    *("reached", "skipped", "lost_here", "open_here", "stands_here", "visited", "revisited"),
    *OF_PASSAGES,
)
OUTCOMES = (WON, "advanced", "not_advanced")
"""What ``within`` may be asked of."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The deals behind one number of an audit.

    what
        Of whole deals: ``deals`` (all), ``closed``, ``won``, ``lost``, ``open``; and, of a stage,
        ``reached`` (at least), ``skipped`` (reached, never visited), ``lost_here`` and ``open_here``
        (their furthest stage), ``stands_here`` (open, and there now). Of visits to a stage:
        ``visited`` (first visits), ``revisited`` (later ones), ``visits`` (all; without a stage, of
        all stages). Of first passages through a stage: ``entered`` (all), ``advanced``,
        ``not_advanced``, ``dropped`` (lost before they moved on), ``undecided`` (neither yet).
    stage : key of the stage, where ``what`` needs one
    where : further columns of the deals and their values (``""``: no value), sorted
    but : columns and the values that are left out, sorted; ``team!=North`` in the text
    pipeline : None for the one with the most deals
    next : only visits and passages that went there (a stage key, won, lost or open)
    provenance : only visits whose dates come from there (``""``: not told)
    clock : only those whose time is ``known``, ``watched`` in part, as a ``whole``, or ``unknown``
    within : only what was ``won`` or ``advanced`` in so many days; ``not_advanced``: the others
    entered_from, entered_before : half-open window of the day that a visit began; of whole deals, that
        they were created
    created_from, created_before : half-open window of the day that the deal was created
    valued : only deals with a value
    as_of : day at whose end the book is seen; None for the book's own

    Examples
    --------
    >>> lost = Selection(what="lost_here", stage="offer", where=(("team", "North"),))
    >>> str(lost)
    'what=lost_here,stage=offer,team=North'
    >>> Selection.parse("team=North,stage=offer,what=lost_here") == lost
    True
    """

    what: str = "deals"
    stage: str | None = None
    where: tuple[tuple[str, str], ...] = ()
    but: tuple[tuple[str, str], ...] = ()
    pipeline: str | None = None
    next: str | None = None
    provenance: str | None = None
    clock: str | None = None
    within: int | None = None
    entered_from: date | None = None
    entered_before: date | None = None
    created_from: date | None = None
    created_before: date | None = None
    valued: bool = False
    as_of: date | None = None

    def __post_init__(self) -> None:
        for name in ("where", "but"):
            pairs = dict(getattr(self, name))
            for column in pairs:
                if column in KEYS or not column.isidentifier():
                    raise InvalidValue("selection_column", value=column)
            object.__setattr__(self, name, tuple(sorted(pairs.items())))
        known = (*OF_DEALS, *OF_VISITS, *OF_PASSAGES)
        if self.what not in known:
            raise InvalidValue("selection_what", value=self.what, allowed=", ".join(known))
        if self.stage is None and self.what in NEED_STAGE:
            raise InvalidValue("selection_needs_stage", value=self.what)
        if self.stage is not None and self.what in OF_DEALS and self.what not in NEED_STAGE:
            allowed = ", ".join((*NEED_STAGE, "visits"))
            raise InvalidValue("selection_takes_no_stage", value=self.what, allowed=allowed)
        if self.clock not in (None, *CLOCKS):
            allowed = ", ".join(CLOCKS)
            raise InvalidValue("selection_clock", value=self.clock, allowed=allowed)
        if self.within is not None and self.what not in OUTCOMES:
            raise InvalidValue("selection_within", value=self.what, allowed=", ".join(OUTCOMES))
        if self.of_deals and (self.next is not None or self.provenance is not None):
            allowed = ", ".join((*OF_VISITS, *OF_PASSAGES))
            raise InvalidValue("selection_of_visits", value=self.what, allowed=allowed)

    @property
    def of_deals(self) -> bool:
        """Whether whole deals are chosen, not visits to a stage."""
        return self.what in OF_DEALS

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the deals chosen."""
        left_out = STAY_COLUMNS if self.of_deals else ()
        return tuple(name for name in COLUMNS if name not in left_out)

    @property
    def filters(self) -> tuple[str, ...]:
        """Columns by whose values deals are chosen or left out."""
        return tuple(column for column, _ in (*self.where, *self.but))

    def narrowed(self, **values: str | None) -> Self:
        """The same with only the deals whose columns have these values (None or ``""``: no value)."""
        more = {column: value or "" for column, value in values.items()}
        return replace(self, where=tuple({**dict(self.where), **more}.items()))

    def __str__(self) -> str:
        return joined([f"{key}={text}" for key, text in _written(self)])

    @classmethod
    def parse(cls, text: str) -> Self:
        """The selection that a text names; what is no key of its own is a column of the deals.

        Raises
        ------
        InvalidValue
            ``selection_pair``, ``selection_twice``, or what is wrong with a value.
        """
        values: dict[str, Any] = {}
        columns: dict[str, dict[str, str]] = {"where": {}, "but": {}}
        for pair in next(csv.reader(io.StringIO(text, newline="")), []):
            key, sign, value = pair.partition("=")
            which = "but" if key.endswith("!") else "where"
            key = key.removesuffix("!").strip()
            if not sign or not key or (which == "but" and key in KEYS):
                raise InvalidValue("selection_pair", value=pair, allowed=", ".join(KEYS))
            if key in columns[which] or KEYS.get(key) in values:
                raise InvalidValue("selection_twice", field=key, value=text)
            if key in KEYS:
                values[KEYS[key]] = _read(key, value)
            else:
                columns[which][key] = value
        where, but = (tuple(columns[name].items()) for name in ("where", "but"))
        return cls(where=where, but=but, **values)


KEYS = {
    **{name: name for name in ("what", "stage", "pipeline", "next", "provenance", "clock")},
    "within": "within",
    "from": "entered_from",
    "before": "entered_before",
    "created_from": "created_from",
    "created_before": "created_before",
    "valued": "valued",
    "as_of": "as_of",
}
"""Keys of the text, and the fields that they fill."""
DATES = ("from", "before", "created_from", "created_before", "as_of")


def joined(pairs: Sequence[str]) -> str:
    """Pairs of name and value as one text, each quoted where it has to be.

    >>> joined(["what=won", "organization=Ship, Sail & Co"])
    'what=won,"organization=Ship, Sail & Co"'
    """
    line = io.StringIO()
    csv.writer(line).writerow(pairs)
    return line.getvalue().removesuffix("\r\n")


def _written(selection: Selection) -> list[tuple[str, str]]:
    """What differs from the plainest selection, as pairs of text."""
    plain = Selection()
    pairs = [("what", selection.what)]
    for key, name in KEYS.items():
        value = getattr(selection, name)
        if key != "what" and value != getattr(plain, name):
            pairs.append((key, "yes" if value is True else str(value)))
    left_out = [(f"{column}!", value) for column, value in selection.but]
    return [*pairs, *selection.where, *left_out]


def _read(key: str, value: str) -> Any:
    """A value as its field holds it."""
    if key in DATES:
        return read_day(value, key)
    if key == "within":
        return _days(value)
    if key == "valued":
        if value not in ("yes", "no"):
            raise InvalidValue("selection_valued", value=value, allowed="yes, no")
        return value == "yes"
    return value if key in ("provenance", "pipeline") else value or None


def _days(value: str) -> int:
    try:
        days = int(value)
    except ValueError as error:
        raise InvalidValue("selection_days", value=value) from error
    if days < 0:
        raise InvalidValue("selection_days", value=value)
    return days


@runtime_checkable
class CanSelect(Protocol):
    """What a deal book offers whoever wants to see the deals behind a number."""

    def select(self, selection: Selection, *, limit: int | None = None) -> pd.DataFrame:
        """One row a deal chosen (a visit, where visits are), with the columns `COLUMNS`.

        At most ``limit`` rows. BookError for a pipeline, column or stage that the book lacks.
        """
        ...

    def select_pieces(self, selection: Selection) -> Iterator[pd.DataFrame]:
        """The rows that `select` gives, some at a time: a long list is never held as a whole."""
        ...

    def count_selected(self, selection: Selection) -> int:
        """How many rows `select` gives without a limit."""
        ...
