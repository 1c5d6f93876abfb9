"""Scenarios of a what-if as a TOML file to keep and to hand on: read, added to, comments kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import tomlkit
from tomlkit.items import AoT, Table

from salestoolkit.core.goal_sizes import OpenDeal
from salestoolkit.core.scenarios import Scenario
from salestoolkit.core.what_if_funnel import WhatIf, WhatIfStage
from salestoolkit.core.what_if_value import DealValue
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.content import load_content
from salestoolkit.sources.processes.read import read_text
from salestoolkit.sources.processes.save import Saved, replace_file
from salestoolkit.sources.toml_entry import TomlEntry, read_toml
from salestoolkit.sources.toml_text import line_of
from salestoolkit.sources.whole_files import keep_copy, saying_what_cannot_be_written

Made = TypeVar("Made")

SCENARIO = "scenario"
"""Each scenario of a file is a section ``[[scenario]]``."""
NUMBERS = ("goal", "horizon_days", "capacity", "done", "done_value")
TEXTS = ("metric", "currency", "attempt", "cost_unit")
STAGE_NUMBERS = ("counted", "days", "best", "cost")
VALUE = ("value", "spread", "sizes", "value_counted")
OPEN = ("open_chances", "open_values")
KEYS = ("name", "volume", *NUMBERS, *TEXTS, *VALUE, *OPEN, "pattern", "as_of", "notes", "stage")


def read_scenarios(path: Path | str) -> tuple[Scenario, ...]:
    """Scenarios of a file, in its order; none where there is no such file yet.

    Raises
    ------
    BookError
        ``process_unreadable``, ``process_syntax``, ``toml_*``, ``process_twice`` for a name that stands
        there twice, or ``goal_in_file`` with line, key and what is wrong with the value.
    """
    file = Path(path)
    return parse_scenarios(read_text(file), file=str(file)) if file.exists() else ()


def parse_scenarios(text: str, *, file: str) -> tuple[Scenario, ...]:
    """Scenarios of a TOML text; ``file`` names it in errors, which are those of `read_scenarios`.

    Examples
    --------
    >>> text = '[[scenario]]\\nname = "Today"\\nvolume = 900\\n[[scenario.stage]]\\nrate = 0.1\\n'
    >>> parse_scenarios(text, file="scenarios.toml")[0].what_if.volume
    900
    """
    top = read_toml(text, file=file)
    top.only((SCENARIO,))
    found: list[Scenario] = []
    for entry in top.entries(SCENARIO):
        scenario = _scenario(entry)
        if any(scenario.name == other.name for other in found):
            entry.fail("process_twice", "name")
        found.append(scenario)
    return tuple(found)


def dump_scenarios(scenarios: Sequence[Scenario], *, language: str = "en") -> str:
    """The text of a new file, with a few comments that say how to edit it."""
    lines = load_content(language).texts("what_if.file.introduction")
    document = tomlkit.document()
    for line in lines:
        document.add(tomlkit.comment(line))
    listed = tomlkit.aot()
    for scenario in scenarios:
        listed.append(_table(scenario))
    document.add(tomlkit.nl())
    document.add(SCENARIO, listed)
    return tomlkit.dumps(document)


def updated_scenarios(
    old_text: str, scenarios: Sequence[Scenario], *, file: str = "scenarios.toml"
) -> str:
    """A file's text with other scenarios: those that stay the same stay as they were written.

    Examples
    --------
    >>> old = '# ours\\n[[scenario]]\\nname = "A"\\nvolume = 9 # small\\n[[scenario.stage]]\\nrate = 0.1\\n'
    >>> updated_scenarios(old, parse_scenarios(old, file="x.toml")) == old
    True
    """
    former = parse_scenarios(old_text, file=file)
    if tuple(scenarios) == former:
        return old_text
    places = {scenario.name: place for place, scenario in enumerate(former)}
    document = tomlkit.parse(old_text)
    kept: Any = document.get(SCENARIO, [])
    listed = AoT([])
    for scenario in scenarios:
        place = places.get(scenario.name)
        same = place is not None and former[place] == scenario
        listed.append(kept[place] if same else _table(scenario))
    document[SCENARIO] = listed
    return tomlkit.dumps(document)


def save_scenarios(
    path: Path | str, scenarios: Sequence[Scenario], *, language: str = "en"
) -> Saved:
    """Write scenarios into a file, whole or not at all; a file that changes is kept as a copy.

    Raises
    ------
    BookError
        Where the file that is there cannot be read: it is left as it is.
    ImportFailed
        ``cannot_write``.
    """
    file = Path(path)
    if not file.exists():
        replace_file(file, dump_scenarios(scenarios, language=language))
        return Saved(path=file)
    old = read_text(file)
    text = updated_scenarios(old, scenarios, file=str(file))
    if text == old:
        return Saved(path=file)
    with saying_what_cannot_be_written(file):
        copy = keep_copy(file)
    replace_file(file, text)
    return Saved(path=file, copy=copy)


def _scenario(entry: TomlEntry) -> Scenario:
    entry.only(KEYS)
    name = entry.needed("name")
    given = {key: entry.raw[key] for key in (*NUMBERS, *TEXTS, "as_of") if key in entry.raw}
    for key in ("pattern", "notes"):
        if key in entry.raw:
            given[key] = tuple(_list(entry, key))
    for key in (*TEXTS, "as_of"):
        if key in given:
            given[key] = entry.day(key) if key == "as_of" else entry.text(key)
    what_if = _made(
        entry,
        WhatIf,
        name=name,
        volume=_needed(entry, "volume"),
        stages=tuple(_stage(stage, at) for at, stage in enumerate(entry.entries("stage"), 1)),
        value=_value(entry),
        open_deals=_open(entry),
        **given,
    )
    return _made(entry, Scenario, name=name, what_if=what_if)


def _stage(entry: TomlEntry, place: int) -> WhatIfStage:
    entry.only(("name", "rate", *STAGE_NUMBERS, "best_of"))
    given = {key: entry.raw[key] for key in STAGE_NUMBERS if key in entry.raw}
    return _made(
        entry,
        WhatIfStage,
        name=entry.text("name") or str(place),
        rate=_needed(entry, "rate"),
        best_of=entry.text("best_of"),
        **given,
    )


def _value(entry: TomlEntry) -> DealValue | None:
    sizes = tuple(_list(entry, "sizes"))
    if "value" not in entry.raw:
        return _made(entry, DealValue.seen, sizes) if sizes else None
    given = {"spread": entry.raw["spread"]} if "spread" in entry.raw else {}
    counted = entry.raw.get("value_counted")
    return _made(entry, DealValue, mean=entry.raw["value"], sizes=sizes, counted=counted, **given)


def _open(entry: TomlEntry) -> tuple[OpenDeal, ...]:
    chances, values = _list(entry, "open_chances"), _list(entry, "open_values")
    if values and len(values) != len(chances):
        entry.fail("scenario_open_values", "open_values", allowed=len(chances))
    worth = values or [None] * len(chances)
    return tuple(
        _made(entry, OpenDeal, chance=chance, value=value)
        for chance, value in zip(chances, worth, strict=True)
    )


def _needed(entry: TomlEntry, key: str) -> Any:
    if key not in entry.raw:
        entry.fail("toml_missing", key)
    return entry.raw[key]


def _list(entry: TomlEntry, key: str) -> list[Any]:
    value = entry.raw.get(key, [])
    if not isinstance(value, list):
        _refuse(entry, InvalidValue("goal_not_list", field=key, value=value))
    return list(value)


def _made(entry: TomlEntry, make: Callable[..., Made], *values: Any, **more: Any) -> Made:
    """Something made of an entry's values; a refusal names the file, the line and the key."""
    try:
        return make(*values, **more)
    except InvalidValue as error:
        _refuse(entry, error)


def _refuse(entry: TomlEntry, error: InvalidValue) -> NoReturn:
    key = str(error.fields.get("field", ""))
    line = line_of(entry.source, (*entry.path, key))
    raise BookError(
        "goal_in_file", file=entry.file, line=line, key=key, cause=error.code
    ) from error


def _table(scenario: Scenario) -> Table:
    what_if = scenario.what_if
    table = tomlkit.table()
    plain = {"name": scenario.name, "volume": _number(what_if.volume), **_settings(what_if)}
    for key, value in plain.items():
        table.add(key, value)
    stages = tomlkit.aot()
    for stage in what_if.stages:
        inside = tomlkit.table()
        for key in ("name", "rate", *STAGE_NUMBERS, "best_of"):
            value = getattr(stage, key)
            if value is not None and not (key == "days" and not value):
                inside.add(key, _number(value))
        stages.append(inside)
    table.add("stage", stages)
    return table


def _settings(what_if: WhatIf) -> dict[str, Any]:
    """What differs from what would be so anyway."""
    usual = {"metric": "deals", "attempt": "lead", "cost_unit": "hours", "done": 0, "done_value": 0}
    found = {
        key: _number(getattr(what_if, key))
        for key in (*TEXTS, *NUMBERS, "as_of")
        if getattr(what_if, key) is not None and getattr(what_if, key) != usual.get(key)
    }
    value = what_if.value
    if value is not None:
        found["value"] = _number(value.mean)
        if value.sizes:
            found["sizes"] = [_number(size) for size in value.sizes]
        if value.spread:
            found["spread"] = value.spread
        if value.counted is not None:
            found["value_counted"] = _number(value.counted)
    if what_if.open_deals:
        found["open_chances"] = [deal.chance for deal in what_if.open_deals]
        if all(deal.value is not None for deal in what_if.open_deals):
            found["open_values"] = [_number(deal.value) for deal in what_if.open_deals]
    if what_if.pattern != (1.0,):
        found["pattern"] = list(what_if.pattern)
    if what_if.notes:
        found["notes"] = list(what_if.notes)
    return found


def _number(value: Any) -> Any:
    """A whole number without decimals: 900, not 900.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
