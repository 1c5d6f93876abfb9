"""The text of a dossier: begun with its questions, and changed where a fact stands, comments kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import tomlkit

from salestoolkit.core.dossier import Fact
from salestoolkit.core.sheets import Entry, Field, Sheet
from salestoolkit.sources.sheets import toml_value
from salestoolkit.sources.toml_text import Statement, statements

_LISTS = ("list", "choices")


def new_text(
    card: Sheet, committee: Sheet, *, company: str, opened_on: date, delete_on: date
) -> str:
    """The text of a new dossier: what it is for, and every field empty under its question."""
    lines = [
        f"# {card.title}. {card.purpose}",
        '# value = "…", source = "…", found_on = 2026-11-26',
    ]
    lines += ["", f"language = {_toml(card.language)}", f"opened_on = {opened_on}"]
    lines += [f"delete_on = {delete_on}"]
    for field in card:
        known = field.key == "company"
        value = company if known else [] if field.type in _LISTS else ""
        lines += ["", f"# {field.label}: {field.question or field.hint or ''}".rstrip(": ")]
        lines += [f"[fact.{field.key}]", f"value = {_toml(value)}", 'source = ""', 'found_on = ""']
    lines += ["", f"# {committee.title}. {committee.purpose}", "#", "# [[person]]"]
    lines += [f"# {field.key} = {_example(field)} # {_help(field)}" for field in committee]
    return "\n".join(lines) + "\n"


def with_fact(text: str, key: str, fact: Fact) -> str:
    """A text in which an empty fact is filled in: its value, its source, and the day."""
    written = _written(fact)
    found = _section(text, ("fact", key))
    if not found:
        return _after(text, _block(f"[fact.{key}]", written), text_end=_before_people(text))
    header = found[0]
    present = {one.path[-1]: one for one in found if len(one.path) == 3 and not one.header}
    new = [f"{name} = {value}\n" for name, value in written.items() if name not in present]
    changes = [
        (*statement.value, written[str(name)])
        for name, statement in present.items()
        if name in written
    ]
    for start, end, value in sorted(changes, reverse=True):
        text = text[:start] + value + text[end:]
    return text[: header.end] + "".join(new) + text[header.end :] if header.header else text


def with_other(text: str, key: str, fact: Fact) -> str:
    """A text in which another source's value stands beside the fact that is there."""
    found = _section(text, ("fact", key))
    end = found[-1].end if found else _before_people(text)
    return _after(text, _block(f"[[fact.{key}.other]]", _written(fact)), text_end=end)


def without_others(text: str, key: str) -> str:
    """A text in which no other source's value stands beside a fact: somebody has chosen."""
    found = _section(text, ("fact", key))
    starts = [place for place, one in enumerate(found) if one.header and len(one.path) == 4]
    edges = [*starts, len(found)]
    for first, end in reversed([*pairwise(edges)]):
        start = found[first].start
        # the blank line that was set in with the section goes with it
        start -= text[:start].endswith("\n\n")
        text = text[:start] + text[found[end - 1].end :]
    return text


def with_person(text: str, person: Entry) -> str:
    """A text with one more person of the buying committee, at its end."""
    values = {key: _toml(toml_value(value)) for key, value in person.values.items()}
    return _after(text, _block("[[person]]", values), text_end=len(text))


def _section(text: str, path: tuple[str, str]) -> list[Statement]:
    """What stands under a table, in order: its header first where it has one."""
    return [one for one in statements(text) if one.path[:2] == path]


def _before_people(text: str) -> int:
    """Where the facts end: behind the last statement that is no person's."""
    ends = [one.end for one in statements(text) if one.path[:1] != ("person",)]
    return ends[-1] if ends else len(text)


def _written(fact: Fact) -> dict[str, str]:
    found = {"value": _toml(toml_value(fact.value)), "source": _toml(fact.source)}
    return found | ({} if fact.found_on is None else {"found_on": str(fact.found_on)})


def _block(header: str, values: Mapping[str, str]) -> str:
    return "\n".join([header, *(f"{key} = {value}" for key, value in values.items())]) + "\n"


def _after(text: str, block: str, *, text_end: int) -> str:
    """A text with a block set in behind an offset, a blank line before it."""
    before, behind = text[:text_end], text[text_end:]
    if before and not before.endswith("\n"):
        before += "\n"
    return before + "\n" + block + behind


def _toml(value: Any) -> str:
    text: str = tomlkit.item(value).as_string()
    return text


def _example(field: Field) -> str:
    """What may stand in a field, so that the line holds once its comment sign is taken out."""
    first = next(iter(field.choices), "")
    by_type = {
        "choice": _toml(first),
        "choices": _toml([first]),
        "date": "2026-11-26",
        "yes_no_unknown": _toml("unknown"),
    }
    return by_type.get(field.type, _toml("…"))


def _help(field: Field) -> str:
    return f"{field.label}: {', '.join(field.choices)}" if field.choices else field.label
