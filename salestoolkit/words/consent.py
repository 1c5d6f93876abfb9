"""Consent in words: who may be contacted, who is left out and why, what the rules ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from salestoolkit.core.consent import ConsentSplit
from salestoolkit.core.consent_verdict import REASONS
from salestoolkit.core.contact_rules import ChannelRule, ContactRules
from salestoolkit.sources.objected import ObjectionList
from salestoolkit.sources.safe_csv import Value
from salestoolkit.words import Words
from salestoolkit.words.errors import plain

PERSON_COLUMNS = (
    "contact",
    "name",
    "form_of_address",
    "organization",
    "email",
    "phone",
    "role",
)
ALLOWED_COLUMNS = (*PERSON_COLUMNS, "basis", "consent_given", "consent_source")
LEFT_OUT_COLUMNS = (*PERSON_COLUMNS, "reason", "on", "said")


def consent_headline(words: Words, found: ConsentSplit) -> str:
    """How many of a list may be contacted, by what and where."""
    allowed, left_out = len(found.allowed), len(found.left_out)
    key = "empty" if not found.n else "none" if not allowed else "all" if not left_out else "some"
    people = {"all": words.count("person", found.n), "none": words.count("person", found.n)}
    return words.text(
        f"consent.headline.{key}",
        allowed=allowed,
        people=people.get(key, words.count("person.genitive", found.n)),
        left_out=words.count("person", left_out),
        by=words.text(f"consent.by.{found.channel}"),
        market=words.text(f"consent.market.{found.market}"),
    )


def consent_reasons(words: Words, found: ConsentSplit) -> list[str]:
    """Each reason to leave somebody out, with how many people it took off the list."""
    return [
        words.text(
            "consent.evidence.tally",
            reason=words.text(f"consent.reason.{reason}"),
            people=words.count("person", n),
        )
        for reason, n in found.reasons.items()
    ]


def left_out_people(words: Words, found: ConsentSplit, *, most: int | None = None) -> list[str]:
    """Everybody who is left out, by name, with the reason; reasons that weigh most first.

    With ``most``, so many of them, and a line that says how many more there are.
    """
    rows = sorted(found.left_out.to_dict("records"), key=lambda row: REASONS.index(row["reason"]))
    lines = [_left_out(words, row) for row in rows[:most]]
    if len(rows) > len(lines):
        people = words.count("person", len(rows) - len(lines))
        lines.append(words.text("consent.evidence.more", people=people))
    return lines


def consent_notes(
    words: Words,
    found: ConsentSplit,
    *,
    objected: ObjectionList | None = None,
    register: str = "",
) -> list[str]:
    """What a list rests on, and what is still to be done before anybody is contacted.

    Parameters
    ----------
    objected : ObjectionList, optional
        Where the objections came from.
    register : str
        The file of the register's numbers, where somebody looked.
    """
    say = _Notes(words)
    say.add("basis", as_of=found.as_of, people=words.count("person", found.n))
    if found.undated:
        say.add("undated", people=words.count("person", found.undated))
    if found.unknown_kind:
        say.add("strict", people=words.count("person", found.unknown_kind))
    if objected is not None:
        say.lines += objection_notes(words, objected, found.objections)
    if found.rule.registers and found.registered is not None:
        say.add("register_checked", n=found.registered, path=register)
    else:
        say.lines += register_notes(words, [found.rule])
    if found.rule.existing_customer:
        say.add("existing_customer")
    say.add("not_advice", date=found.checked_on)
    return say.lines


def objection_notes(words: Words, objected: ObjectionList, n: int) -> list[str]:
    """How many objections are on record and where, and which of its lines name nobody."""
    say = _Notes(words)
    say.add("objections" if objected.objections else "no_objections", n=n, path=str(objected.path))
    if objected.unread:
        lines = ", ".join(map(str, objected.unread))
        say.add("unread", path=str(objected.path), lines=lines)
    return say.lines


def register_notes(words: Words, rules: Iterable[ChannelRule]) -> list[str]:
    """Which registers have to be looked into before anybody calls; nothing where there are none."""
    names = dict.fromkeys(name for rule in rules for name in rule.registers)
    if not names:
        return []
    registers = ", ".join(words.text(f"consent.register.{name}") for name in names)
    return [words.text("consent.note.register", registers=registers)]


def rule_lines(words: Words, rules: ContactRules) -> list[str]:
    """What a market asks for, channel by channel, with the articles, and that it is no legal advice."""
    lines = [
        words.text("consent.heading.rules", market=words.text(f"consent.market.{rules.market}"))
    ]
    sources: dict[str, None] = {}
    for channel, rule in rules.channels.items():
        lines.append(f"  {_rule(words, channel, rule)}")
        sources |= dict.fromkeys(rule.sources)
    lines += [f"  {words.text(f'consent.source.{key}')}" for key in sources]
    return [*lines, words.text("consent.note.not_advice", date=rules.checked_on)]


def allowed_rows(words: Words, found: ConsentSplit) -> tuple[list[str], list[list[Value]]]:
    """Header and rows of the list of those who may be contacted."""
    return _rows(words, ALLOWED_COLUMNS, found.allowed.to_dict("records"), "basis")


def left_out_rows(words: Words, found: ConsentSplit) -> tuple[list[str], list[list[Value]]]:
    """Header and rows of the list of those left out."""
    return _rows(words, LEFT_OUT_COLUMNS, found.left_out.to_dict("records"), "reason")


class _Notes:
    """Sentences of ``consent.note``."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.lines: list[str] = []

    def add(self, key: str, **fields: Any) -> None:
        """Add one."""
        self.lines.append(self.words.text(f"consent.note.{key}", **fields))


def _left_out(words: Words, row: Mapping[Any, Any]) -> str:
    on, said = row["on"], plain(row["said"] or "")
    key = f"{'on' if on else ''}{'_' if on and said else ''}{'said' if said else ''}" or "plain"
    return words.text(
        f"consent.evidence.{key}",
        name=_who(words, row),
        reason=words.text(f"consent.reason.{row['reason']}"),
        on=on,
        said=said,
    )


def _who(words: Words, row: Mapping[Any, Any]) -> str:
    told = row.get("name") or row.get("email") or row.get("phone")
    name = plain(told) if told else words.text("consent.evidence.nameless")
    firm = row.get("organization")
    if not firm:
        return name
    return words.text("consent.evidence.at", name=name, organization=plain(firm))


def _rule(words: Words, channel: str, rule: ChannelRule) -> str:
    key = f"everybody_{rule.person}" if rule.person == rule.company else "by_kind"
    return words.text(
        f"consent.needs.{key}",
        channel=words.text(f"consent.channel.{channel}"),
        person=words.text(f"consent.needs.{rule.person}"),
        company=words.text(f"consent.needs.{rule.company}"),
    )


def _rows(
    words: Words, columns: Sequence[str], rows: Sequence[Mapping[Any, Any]], coded: str
) -> tuple[list[str], list[list[Value]]]:
    header = [words.text(f"consent.column.{name}") for name in columns]
    cells: list[list[Value]] = []
    for row in rows:
        told = {name: row.get(name) or "" for name in columns}
        told[coded] = words.text(f"consent.{coded}.{told[coded]}")
        cells.append([told[name] for name in columns])
    return header, cells
