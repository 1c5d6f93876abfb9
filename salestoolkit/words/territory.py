"""What a look at territories says: the headline, what stands out, what to do, and what it cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pandas as pd

from salestoolkit.core.territory import TerritoryCoverage
from salestoolkit.core.territory_rows import NONE
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import NAME_LENGTH
from salestoolkit.words.words import Words

WORK_DAYS = 5
MOST_NAMES = 3
MOST_ACTIONS = 3
OTHERS_SHARE = 0.05
"""Share of visits by somebody else from which it is worth a word."""


def territory_headline(words: Words, found: TerritoryCoverage) -> str:
    """How many accounts were visited, and what they hold of the potential."""
    whole = found.whole
    accounts = words.count("account.genitive", whole.accounts)
    if not whole.accounts:
        return _say(words, "page.headline_no_accounts")
    if whole.rate is None or whole.covered is None:
        every = words.count("account", whole.accounts)
        return _say(words, "page.headline_no_visits", accounts=every)
    fields = {
        **window(words, found),
        "covered": words.number(whole.covered),
        "accounts": accounts,
        "rate": words.percent(whole.rate),
    }
    if whole.value_rate is None:
        return _say(words, "page.headline", **fields)
    return _say(words, "page.headline_value", value_rate=words.percent(whole.value_rate), **fields)


def window(words: Words, found: TerritoryCoverage) -> dict[str, str]:
    """First and last day of the window, in words."""
    last = min(found.end - timedelta(days=1), found.as_of)
    return {"start": words.date(found.start), "last": words.date(last)}


def stands_out(words: Words, found: TerritoryCoverage) -> str:
    """What matters most: territories without any visit, else what is overdue."""
    if not found.whole.accounts:
        return _say(words, "find.no_accounts")
    if not found.visits_known:
        return _say(words, "find.no_visits")
    blank = blank_territories(found)
    if len(blank):
        accounts = words.count("account", int(blank["accounts"].sum()))
        fields = {"places": _listed(blank["territory"]), "accounts": accounts}
        amount = blank["potential"].sum(min_count=1)
        if is_unknown(amount):
            return _say(words, "find.blank_plain", **fields)
        money = words.money_about(amount, found.currency)
        return _say(words, "find.blank", potential=money, **fields)
    if not found.accounts["limit"].notna().any():
        return _say(words, "find.unjudged")
    return _overdue(words, found)


def _overdue(words: Words, found: TerritoryCoverage) -> str:
    late = found.overdue
    if late.empty:
        return _say(words, "find.fine")
    fields = {"n": words.number(len(late)), "name": account_name(late["account"].iloc[0])}
    whole, part = found.whole.potential, late["potential"].sum()
    if not whole:
        return _say(words, "find.overdue_plain", **fields)
    return _say(words, "find.overdue", share=words.percent(part / whole), **fields)


def blank_territories(found: TerritoryCoverage) -> pd.DataFrame:
    """Territories that have accounts, none of which was visited; none where there is only one."""
    rows = found.territories
    if not found.visits_known or len(rows) < 2:
        return rows.iloc[:0]
    blank: pd.DataFrame = rows[
        (rows["territory"] != NONE) & (rows["accounts"] > 0) & (rows["covered"] == 0)
    ]
    return blank


def empty_territories(found: TerritoryCoverage) -> list[str]:
    """Territories without any account."""
    rows = found.territories
    return [str(name) for name in rows.loc[rows["accounts"] == 0, "territory"] if name]


def next_steps(words: Words, found: TerritoryCoverage) -> list[str]:
    """What to do, most urgent first, three steps at most."""
    steps = [*_missing(words, found), *_urgent(words, found), *_tidying(words, found)]
    return steps[:MOST_ACTIONS] or [_say(words, "action.go_on")]


def _missing(words: Words, found: TerritoryCoverage) -> list[str]:
    steps = []
    if not found.visits_known:
        steps.append(_say(words, "action.note_visits"))
    if found.whole.accounts and "no_tiers" in found.limits:
        steps.append(_say(words, "action.tiers"))
    if found.whole.accounts and "no_potential" in found.limits:
        steps.append(_say(words, "action.potential"))
    return steps


def _urgent(words: Words, found: TerritoryCoverage) -> list[str]:
    steps = []
    blank = blank_territories(found)
    if len(blank):
        steps.append(_say(words, "action.blank", places=_listed(blank["territory"])))
    if len(found.unowned):
        steps.append(_say(words, "action.unowned", n=words.number(len(found.unowned))))
    if len(found.overdue):
        steps.append(_say(words, "action.overdue"))
    needed, room, _ = load(found)
    if needed is not None and room is not None and needed > room:
        steps.append(
            _say(
                words,
                "action.load",
                needed=words.count("visit.genitive", round(needed)),
                room=words.count("visit.accusative", round(room)),
            )
        )
    return steps


def _tidying(words: Words, found: TerritoryCoverage) -> list[str]:
    steps = []
    if len(found.white) and found.visits_known:
        accounts = words.count("account", len(found.white))
        steps.append(_say(words, "action.white", accounts=accounts))
    if len(found.off_list):
        visits = words.count("visit", int(found.off_list["visits"].sum()))
        names = _listed(found.off_list["account"])
        steps.append(_say(words, "action.off_list", visits=visits, names=names))
    if found.whole.visits and len(found.by_others) > OTHERS_SHARE * found.whole.visits:
        steps.append(_say(words, "action.others", visits=words.number(len(found.by_others))))
    empty = empty_territories(found)
    if empty:
        steps.append(_say(words, "action.empty", places=_listed(empty)))
    return steps


def load(found: TerritoryCoverage) -> tuple[float | None, float | None, int]:
    """Visits a week that the limits ask for, those there is room for, and by how many people."""
    owners = found.reps[(found.reps["owner"] != NONE) & (found.reps["accounts"] > 0)]
    if not found.accounts["limit"].notna().any() or owners.empty:
        return None, None, len(owners)
    needed = float(owners["needed_a_week"].sum())
    return needed, len(owners) * WORK_DAYS * found.rules.visits_a_day, len(owners)


def balance_sentences(words: Words, found: TerritoryCoverage) -> list[str]:
    """How evenly potential and work are spread, and visits that fell outside of the list."""
    said = []
    if found.gini_territories is not None:
        gini = words.number(found.gini_territories, digits=2)
        said.append(_say(words, "balance.gini_territories", gini=gini))
    if found.gini_reps is not None and found.part is None:
        gini = words.number(found.gini_reps, digits=2)
        said.append(_say(words, "balance.gini_owners", gini=gini))
    if len(found.unowned):
        said.append(_say(words, "balance.unowned", n=words.number(len(found.unowned))))
    needed, room, people = load(found)
    if needed is not None and room is not None:
        said.append(
            _say(
                words,
                "balance.needed",
                needed=words.count("visit.genitive", round(needed)),
                people=words.count("person", people),
                room=words.count("visit.accusative", round(room)),
                a_day=words.number(found.rules.visits_a_day),
            )
        )
    return [*said, *_visit_sentences(words, found)]


def _visit_sentences(words: Words, found: TerritoryCoverage) -> list[str]:
    if not found.visits_known:
        return []
    per = found.whole.visits_per_covered
    shown = {"visits": words.number(found.whole.visits), "per": words.number(per, digits=1)}
    said = [_say(words, "balance.credited", **shown)]
    if len(found.by_others):
        said.append(_say(words, "balance.others", visits=words.number(len(found.by_others))))
    if len(found.off_list):
        visits = words.number(int(found.off_list["visits"].sum()))
        names = _listed(found.off_list["account"])
        said.append(_say(words, "balance.off_list", visits=visits, names=names))
    if len(found.moves):
        moved = words.number(found.moves["account"].nunique())
        said.append(_say(words, "balance.moves", accounts=moved))
    return said


def apart_sentences(words: Words, apart: Any) -> list[str]:
    """What was set apart, each with how many."""
    return [_say(words, f"apart.{code}", n=words.number(n)) for code, n in apart.items() if n]


def limit_sentences(words: Words, found: TerritoryCoverage, *more: str) -> list[str]:
    """What the lists cannot tell."""
    first = {"begins_later": {"first": words.date(found.first_visit)}}
    return [_say(words, f"limit.{code}", **first.get(code, {})) for code in (*found.limits, *more)]


def account_name(name: object) -> str:
    """An account's name for a sentence: it came from data, so on one line and of bearable length."""
    return plain(name, length=NAME_LENGTH)


def _listed(names: Sequence[object] | pd.Series) -> str:
    shown = [account_name(name) for name in list(names)[:MOST_NAMES]]
    return ", ".join([*shown, "…"] if len(names) > MOST_NAMES else shown)


def _say(words: Words, key: str, /, **fields: Any) -> str:
    return words.text(f"territory.{key}", **fields)
