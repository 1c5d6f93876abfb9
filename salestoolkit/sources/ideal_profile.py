"""A team's ideal customer profile as a TOML file of rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from salestoolkit.core.ideal_profile import ON_NUMBERS, OPERATORS, Profile, Rule
from salestoolkit.sources.sheet_definitions import read_text
from salestoolkit.sources.toml_entry import TomlEntry, read_toml

_KEYS = ("field", "operator", "value", "hard", "weight", "label", "question", "columns")
_COUNTS = {"one_of": (1, 200), "none_of": (1, 200), "between": (2, 2)}


def read_profile(path: Path | str) -> Profile:
    """The ideal customer that a file describes: ``name`` and one ``[[rule]]`` a rule.

    Raises
    ------
    BookError
        ``file_missing``, ``sheet_unreadable``, ``process_syntax``, ``toml_*``, or ``profile_*`` with
        file, line, key and value.
    """
    return parse_profile(read_text(Path(path)), file=str(path))


def parse_profile(text: str, *, file: str) -> Profile:
    """The profile of a TOML text; ``file`` names it in errors, which are those of `read_profile`."""
    top = read_toml(text, file=file)
    top.only(("name", "language", "rule"))
    top.text("language")
    rules = top.entries("rule")
    if not rules:
        top.fail("profile_empty", "rule")
    return Profile(name=top.needed("name"), rules=tuple(_rule(one) for one in rules))


def _rule(entry: TomlEntry) -> Rule:
    entry.only(_KEYS)
    field = entry.needed("field")
    operator = entry.choice("operator", OPERATORS)
    if operator is None:
        entry.fail("toml_not_choice", "operator", allowed=", ".join(OPERATORS))
    weight = entry.number("weight")
    return Rule(
        field=field,
        operator=operator,
        values=_values(entry, operator),
        label=entry.text("label") or field,
        hard=entry.switch("hard"),
        weight=1.0 if weight is None else weight,
        columns=entry.texts("columns"),
        question=entry.text("question"),
    )


def _values(entry: TomlEntry, operator: str) -> tuple[str | float, ...]:
    """What the rule compares with: numbers or texts, as many as the operator takes."""
    value = entry.raw.get("value")
    listed: list[Any] = list(value) if isinstance(value, list) else [value]
    fewest, most = _COUNTS.get(operator, (1, 1))
    kind: tuple[type, ...] = (int, float) if operator in ON_NUMBERS else (str,)
    fits = all(isinstance(one, kind) and not isinstance(one, bool) for one in listed)
    if not fits or not fewest <= len(listed) <= most or any(one != one for one in listed):
        entry.fail(f"profile_value_{_takes(operator)}", "value", operator=operator)
    if operator == "between" and listed[0] > listed[1]:
        entry.fail("profile_value_two_numbers", "value", operator=operator)
    return tuple(listed)


def _takes(operator: str) -> str:
    if operator == "between":
        return "two_numbers"
    if operator in ON_NUMBERS:
        return "number"
    return "texts" if operator in _COUNTS else "text"
