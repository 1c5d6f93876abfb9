"""What goes with moving on, as sentences: always an association, and how to test it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salestoolkit.core.table_rows import rows_of
from salestoolkit.core.what_works import Works
from salestoolkit.words.channel_said import points_interval
from salestoolkit.words.errors import plain
from salestoolkit.words.finding import Finding, make_finding
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import Row, share_pair, stage_name

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

NAME_LENGTH = 60


def what_works_findings(words: Words, result: Works) -> list[Finding]:
    """The surest practice that stands out at each stage; mostly nothing."""
    rows = sorted(
        (row for row in _rows(result.practices) if row["stands_out"]),
        key=lambda row: (row["q_value"], row["p_value"]),
    )
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row["stage"], row)
    return [_practice(words, row) for row in first.values()]


def practice_name(words: Words, row: Row) -> str:
    """What was done, for a sentence: a type's name came from data, so on one line."""
    name = plain(row["practice"], length=NAME_LENGTH)
    return words.text(f"what_works.practice.{row['kind']}", name=name)


def what_works_limits(words: Words, result: Works) -> list[str]:
    """What the book cannot tell about activities, one sentence each."""
    return [words.text(f"what_works.limits.{code}") for code in result.limits]


def what_works_notes(words: Words, result: Works) -> list[str]:
    """What the comparisons rest on, how many there were, and how not to read them."""
    rows = told(result)
    if not rows:
        return []
    found = sum(1 for row in rows if row["stands_out"])
    verdict = words.text(f"what_works.note.{'some' if found else 'none'}", n=len(rows), found=found)
    fixed = [words.text(f"what_works.note.{name}") for name in ("association", "landmark", "like")]
    hidden = len(result.practices) - len(rows)
    more = [words.text("what_works.note.hidden", n=hidden)] if hidden else []
    return [verdict, *fixed, *more]


def told(result: Works) -> list[Row]:
    """Comparisons with deals enough on either side, in process order."""
    return [row for row in _rows(result.practices) if not is_unknown(row["p_value"])]


def _practice(words: Words, row: Row) -> Finding:
    direction = "more" if row["difference"] > 0 else "less"
    with_share, without_share = share_pair(words, row["with_share"], row["without_share"])
    named = {"stage": stage_name(row), "practice": practice_name(words, row)}
    sentence = words.text(
        f"what_works.finding.{direction}",
        days=words.count("day.genitive", row["landmark_days"]),
        with_share=with_share,
        without_share=without_share,
        **named,
    )
    return make_finding(
        words,
        "practice",
        sentence,
        n=int(row["compared"]),
        interval=_difference(words, row),
        stage=row["stage"],
        actions=words.texts(f"what_works.actions.{direction}", **named),
    )


def _difference(words: Words, row: Row) -> str:
    """The interval of a difference, said to be one: the sentence gives the two shares."""
    interval = points_interval(words, row["difference_low"], row["difference_high"])
    return words.text("what_works.finding.difference", interval=interval)


def _rows(table: Any) -> list[Row]:
    rows: list[Row] = [*rows_of(table)]
    return rows
