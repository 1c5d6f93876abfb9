"""The tables of a quota page: parts by what is expected, people by name."""

from __future__ import annotations

from collections.abc import Sequence

from salestoolkit.core.quota_result import QuotaCheck, QuotaStanding
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.quota_cards import times_text
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.quota import amount_text, chance_said, spread_sentence
from salestoolkit.words.quota_talk import factor_rows, signed

MOST = 60
FACTORS = ("opps", "win", "size", "timing")


def standing_table(check: QuotaCheck, words: Words, kind: str) -> Table:
    """Teams, territories or products in order of what is expected; people in that of the alphabet."""
    rows = {
        "team": check.teams,
        "territory": check.territories,
        "product": check.products,
        "owner": check.people,
    }[kind]
    section = {"team": "teams", "territory": "territories", "product": "products"}.get(
        kind, "people"
    )
    told = any(one.quota is not None for one in rows)
    names = ["closed", *(() if check.over else ("end",))]
    if told:
        names += ["result"] if check.over else ["chance", "coverage", "takes"]
    note = "alphabet" if kind == "owner" else "ranked" if told else "ranked_plain"
    head = _column(words, "who" if kind == "team" else f"who_{kind}")
    return Table(
        title=words.text(f"quota.section.{section}"),
        columns=[head, *(_column(words, name) for name in names)],
        rows=[_standing(check, words, one, names) for one in rows[:MOST]],
        note=words.text(f"quota.note.{note}"),
    )


def terminal_table(check: QuotaCheck, words: Words, kind: str) -> Table:
    """The same rows in a form that fits a terminal: no second lines."""
    table = standing_table(check, words, kind)
    rows = {
        "team": check.teams,
        "territory": check.territories,
        "product": check.products,
        "owner": check.people,
    }[kind]
    names = ("closed", "quota", *(("result",) if check.over else ("end", "chance")))
    cells = []
    for one in rows[:MOST]:
        end = words.number(None)
        if one.expected is not None:
            ends = (one.expected.low, one.expected.high)
            end = words.interval(*ends, lambda value: amount_text(words, check, value))
        quota = amount_text(words, check, one.quota, exact=True)
        told = {
            "closed": amount_text(words, check, one.amount, exact=True),
            "quota": words.number(None) if one.quota is None else quota,
            "end": end,
            "chance": chance_said(words, check, one),
            "result": chance_said(words, check, one),
        }
        cells.append([Cell(name_of(one.name)), *(Cell(told[name]) for name in names)])
    columns = [table.columns[0], *(_column(words, name) for name in names)]
    return Table(title=table.title, columns=columns, rows=cells)


def _standing(
    check: QuotaCheck, words: Words, one: QuotaStanding, names: Sequence[str]
) -> list[Cell]:
    chance = _chance(check, words, one)
    cells = {"closed": _closed(check, words, one), "chance": chance, "result": chance}
    if not check.over:
        cells |= {
            "end": _end(check, words, one),
            "coverage": _coverage(words, one),
            "takes": _takes(check, words, one),
        }
    return [Cell(name_of(one.name), _about(words, one)), *(cells[name] for name in names)]


def _about(words: Words, one: QuotaStanding) -> str | None:
    """What is to be known of a person: gone, new, in several teams."""
    person = one.person
    if person is None:
        return None
    if one.reason == "left" or (person.left is not None and one.kind == "owner"):
        return words.text("quota.cell.left", left=words.date(person.left, short=True))
    if len(person.teams) > 1:
        teams = ", ".join(map(name_of, person.teams))
        return words.text("quota.cell.two_teams", teams=teams)
    if one.ramp is not None and person.started is not None:
        return words.text("quota.cell.started", started=words.date(person.started, short=True))
    return name_of(person.team) if person.team else None


def _closed(check: QuotaCheck, words: Words, one: QuotaStanding) -> Cell:
    quota = None
    if one.quota is not None:
        said = amount_text(words, check, one.quota, exact=True)
        quota = words.text("quota.cell.of", quota=said)
    return Cell(amount_text(words, check, one.amount, exact=True), quota)


def _end(check: QuotaCheck, words: Words, one: QuotaStanding) -> Cell:
    told = one.expected
    if told is None:
        return Cell(words.number(None))
    between = words.interval(told.low, told.high, lambda end: amount_text(words, check, end))
    return Cell(amount_text(words, check, told.median), between)


def _chance(check: QuotaCheck, words: Words, one: QuotaStanding) -> Cell:
    small = words.text("quota.cell.small") if one.small and one.chance is not None else None
    if one.chance is None:
        return Cell(words.number(None))
    return Cell(chance_said(words, check, one), None if one.met or check.over else small)


def _coverage(words: Words, one: QuotaStanding) -> Cell:
    note = None
    if one.weighted is not None:
        note = words.text("quota.cell.weighted", weighted=times_text(words, one.weighted))
    return Cell(times_text(words, one.coverage), note)


def _takes(check: QuotaCheck, words: Words, one: QuotaStanding) -> Cell:
    takes = one.takes
    if takes is None or takes.deals is None:
        return Cell(words.number(None))
    if check.metric == "deals" or not takes.left:
        return Cell(words.number(takes.deals))
    left = words.text("quota.cell.worth", left=amount_text(words, check, takes.left))
    return Cell(words.number(takes.deals), left)


def factor_table(check: QuotaCheck, words: Words, one: QuotaStanding) -> Table:
    """The four factors of one, beside the team's average."""
    rows = [
        (Cell(name, remark), Cell(own), Cell(team), Cell(effect))
        for name, own, team, effect, remark in factor_rows(words, check, one)
    ]
    columns = [_column(words, name) for name in ("factor", "own", "team", "effect")]
    return Table(
        title=words.text("quota.section.factors"),
        columns=columns,
        rows=rows,
        note=words.text("quota.note.factors"),
    )


def why_table(check: QuotaCheck, words: Words, kind: str) -> Table:
    """What each factor explains of the difference of teams, or of people, from the average."""
    every = check.teams if kind == "team" else check.people
    names = [name for name in FACTORS if not (name == "size" and check.metric == "deals")]
    rows = [
        [
            Cell(name_of(one.name)),
            *(Cell(signed(words, check, one.why.contributions[name])) for name in names),
        ]
        for one in every[:MOST]
        if one.why is not None
    ]
    notes = [words.text("quota.note.factors")]
    if kind == "owner" and (said := spread_sentence(words, check)):
        notes.append(said)
    head = _column(words, "who" if kind == "team" else "who_owner")
    return Table(
        title=words.text("quota.section.why"),
        columns=[head, *(words.text(f"quota.factor.{name}") for name in names)],
        rows=rows,
        note=" ".join(notes),
    )


def commit_table(check: QuotaCheck, words: Words) -> Table:
    """What each person committed to, what the model expects, and what was closed."""
    rows = []
    for one in check.people:
        if one.commit is None:
            continue
        said = words.date(one.commit.said_on, short=True) if one.commit.said_on else None
        end = _end(check, words, one)
        rows.append(
            (
                Cell(name_of(one.name)),
                Cell(amount_text(words, check, one.commit.amount, exact=True), said),
                *(() if check.over else (end,)),
                Cell(amount_text(words, check, one.amount, exact=True)),
            )
        )
    names = ["who_owner", "commit", *(() if check.over else ("model",)), "outcome"]
    return Table(
        title=words.text("quota.section.commits"),
        columns=[_column(words, name) for name in names],
        rows=rows[:MOST],
        note=words.text("quota.note.commits", date=check.as_of),
    )


def _column(words: Words, name: str) -> str:
    return words.text(f"quota.column.{name}")
