"""What a batch does about an export that is too old: a banner on each page, or no pages at all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, get_args

from salestoolkit.core.freshness import Freshness, StaleExport, Then
from salestoolkit.errors import ReportError
from salestoolkit.sources.toml_entry import TomlEntry

if TYPE_CHECKING:
    from salestoolkit.words import Words

KEYS = ("days", "then")
LONGEST = 3660
"""Days; more is a slip of the pen."""


def read_freshness(entry: TomlEntry | None) -> Freshness | None:
    """The rule of a batch file's ``[freshness]``, None where it has none.

    Examples
    --------
    In the batch file::

        [freshness]
        days = 8           # the newest export may be that old
        then = "banner"    # on each page; "stop": no pages

    Raises
    ------
    BookError
        ``toml_*``, with file, line and key.
    """
    if entry is None:
        return None
    entry.only(KEYS)
    days = entry.whole_number("days", highest=LONGEST)
    if days is None:
        entry.fail("toml_missing", "days")
    return Freshness(days=days, then=entry.choice("then", get_args(Then)) or "banner")


def stale_export(rule: Freshness | None, *, exported: date, today: date) -> StaleExport | None:
    """The export as one that each page must call old; None where nothing is to be said.

    Raises
    ------
    ReportError
        ``export_too_old`` where the rule is to stop.
    """
    stale = None if rule is None else rule.stale(exported=exported, today=today)
    if stale is not None and stale.rule.then == "stop":
        raise ReportError("export_too_old", value=exported, days=stale.age, allowed=stale.rule.days)
    return stale


def notice(stale: StaleExport | None, words: Words) -> str:
    """The banner of a page; empty where there is nothing to say."""
    if stale is None:
        return ""
    return words.text(
        "delivery.old_export",
        day=stale.exported,
        today=stale.today,
        age=words.days(stale.age),
        allowed=words.days(stale.rule.days),
    )
