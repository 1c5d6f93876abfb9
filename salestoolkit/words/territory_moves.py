"""What moving accounts would change, in words and in cells that show before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from salestoolkit.core.territory_moves import MovePlan
from salestoolkit.core.territory_rows import NONE
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import NAME_LENGTH
from salestoolkit.words.words import Words

KEY = "territory_moves"
COLUMNS = ("accounts", "potential", "coverage", "needed", "room")
FIELDS = {"coverage": "coverage", "needed": "needed_a_week"}


def plan_lines(words: Words, plan: MovePlan) -> list[str]:
    """What would change hands, how even potential is then, and who would have too much."""
    moved = plan.moved
    if moved.empty:
        return [words.text(f"{KEY}.say.nothing")]
    told = words.count("account", len(moved))
    known = moved["potential"].dropna().astype(float)
    if len(known):
        amount = words.money(float(known.sum()), plan.coverage.currency, digits=0)
        lines = [words.text(f"{KEY}.say.plan", accounts=told, potential=amount)]
    else:
        lines = [words.text(f"{KEY}.say.plan_plain", accounts=told)]
    return [*lines, *_gini(words, plan), *_over(words, plan)]


def rule_lines(words: Words, plan: MovePlan) -> list[str]:
    """What the columns mean."""
    a_day = words.number(plan.coverage.rules.visits_a_day)
    return [words.text(f"{KEY}.say.room", a_day=a_day), words.text(f"{KEY}.say.coverage")]


def plan_header(words: Words, plan: MovePlan) -> list[str]:
    """Names of the columns of `plan_rows`."""
    return [words.text(f"{KEY}.column.{key}") for key in (plan.by, *COLUMNS)]


def plan_rows(words: Words, plan: MovePlan) -> list[list[str]]:
    """A row an owner or territory, by name; a cell that changes says both: ``12 → 15``."""
    before, after = plan.before.rows, plan.after.rows
    was = {row[plan.by]: row for row in before.to_dict("records")}
    rows = []
    for now in after.to_dict("records"):
        name = str(now[plan.by])
        cells = [_change(words, key, was.get(name), now, plan) for key in COLUMNS]
        rows.append([place_name(words, name), *cells])
    return rows


def place_name(words: Words, name: str) -> str:
    """An owner or territory, or that there is none."""
    return plain(name, length=NAME_LENGTH) if name != NONE else words.text(f"{KEY}.widget.none")


def file_header(words: Words) -> list[str]:
    """Names of the columns of a plan that is saved."""
    return [
        words.text(f"{KEY}.file.{key}") for key in ("account", "tier", "potential", "from", "to")
    ]


def _change(
    words: Words, key: str, was: Mapping[Any, Any] | None, now: Mapping[Any, Any], plan: MovePlan
) -> str:
    said = _said(words, key, plan)
    after = _cell(now, key, said)
    before = after if was is None else _cell(was, key, said)
    if before == after:
        return after
    return words.text(f"{KEY}.column.change", before=before, after=after)


def _cell(row: Mapping[Any, Any], key: str, said: Callable[[Any], str]) -> str:
    value = row[FIELDS.get(key, key)]
    if key == "needed" and not row["judged"]:
        value = None
    return "–" if is_unknown(value) else said(value)


def _said(words: Words, key: str, plan: MovePlan) -> Callable[[Any], str]:
    if key == "potential":
        return lambda value: words.money(value, plan.coverage.currency, digits=0)
    if key == "coverage":
        return lambda value: words.percent(value)
    digits = 0 if key == "accounts" else 1
    return lambda value: words.number(value, digits=digits)


def _gini(words: Words, plan: MovePlan) -> list[str]:
    before, after = plan.before.gini, plan.after.gini
    if before is None or after is None:
        return []
    told = {"before": words.number(before, digits=2), "after": words.number(after, digits=2)}
    same = "gini_same" if told["before"] == told["after"] else "gini"
    return [words.text(f"{KEY}.say.{same}", **told)]


def _over(words: Words, plan: MovePlan) -> list[str]:
    """Those who get accounts and would then need more visits than there is room for."""
    lines = []
    for name in sorted(set(plan.moved["to"])):
        row = plan.after.row(name)
        needed, room = row["needed_a_week"], row["room"]
        if needed > room:
            fields = {
                "needed": words.number(needed, digits=1),
                "room": words.number(room, digits=1),
            }
            lines.append(words.text(f"{KEY}.say.over", name=place_name(words, name), **fields))
    return lines
