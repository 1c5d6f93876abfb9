"""Schemes that qualify leads, as files define them: sheets whose yes/no/unknown fields are criteria."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from salestoolkit.core.qualification import Criterion, Scheme, Step
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.sheet_definitions import SheetTexts, sheet_file, sheet_names
from salestoolkit.sources.toml_entry import TomlEntry, read_toml

CRITERION = "yes_no_unknown"
"""Type of the fields that are criteria."""
LIMIT = "{limit}"
"""What stands in the text of a step for the discount that was agreed beforehand."""


def scheme_names() -> tuple[str, ...]:
    """Names of the schemes that come with the toolkit: the sheets that say what to do about a no."""
    folder = files("salestoolkit") / "content" / "sheets"
    texts = {name: (folder / f"{name}.toml").read_text(encoding="utf-8") for name in sheet_names()}
    return tuple(
        name
        for name, text in texts.items()
        if any("when_no" in one.raw for one in read_toml(text, file=name).entries("field"))
    )


def load_scheme(name: str | Path, language: str) -> Scheme:
    """A scheme by its name, or a team's own by the path of the file that defines its sheet.

    The label of a yes/no/unknown field is the criterion's name, its hint says what counts as a yes,
    its question is asked while the answer is unknown. ``when_no`` names what to do about a no, in
    order, with the words in ``[fields.<key>.when_no]``; a step whose text has ``{limit}`` in it is a
    discount and must come last.

    Raises
    ------
    InvalidValue
        ``unknown_scheme`` or ``unknown_language``.
    BookError
        As `salestoolkit.sources.sheets.load_sheet`, and ``scheme_without_criteria``,
        ``scheme_hot_from``, ``scheme_discount_first``, ``scheme_step_twice``.

    Examples
    --------
    >>> load_scheme("bant", "en").keys
    ('budget', 'authority', 'need', 'timing')
    """
    if Path(name).suffix != ".toml" and str(name) not in scheme_names():
        raise InvalidValue("unknown_scheme", value=str(name), allowed=", ".join(scheme_names()))
    top, stem, texts = sheet_file(name, language)
    fields = [one for one in top.entries("field") if one.raw.get("type") == CRITERION]
    if not fields:
        top.fail("scheme_without_criteria", "field")
    return Scheme(
        name=stem,
        language=texts.language,
        title=texts.need(top, "title"),
        criteria=tuple(_criterion(one, top, texts) for one in fields),
        hot_from=_hot_from(top, len(fields)),
    )


def _criterion(entry: TomlEntry, top: TomlEntry, texts: SheetTexts) -> Criterion:
    key = entry.needed("key")
    name = texts.need(top, "fields", key, "label")
    steps = tuple(_step(one, key, top, texts) for one in entry.texts("when_no"))
    if len({step.key for step in steps}) < len(steps):
        entry.fail("scheme_step_twice", "when_no")
    if [step.is_discount for step in steps] != sorted(step.is_discount for step in steps):
        entry.fail("scheme_discount_first", "when_no")
    return Criterion(
        key=key,
        name=name,
        question=texts.find("fields", key, "question") or name,
        counts=texts.find("fields", key, "hint") or "",
        when_no=steps,
        out_if_no=entry.switch("out_if_no"),
        columns=entry.texts("columns"),
    )


def _step(name: str, key: str, top: TomlEntry, texts: SheetTexts) -> Step:
    text = texts.need(top, "fields", key, "when_no", name)
    return Step(key=name, text=text, is_discount=LIMIT in text)


def _hot_from(top: TomlEntry, criteria: int) -> int | None:
    value = top.raw.get("hot_from")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= criteria:
        top.fail("scheme_hot_from", "hot_from", allowed=f"1–{criteria}")
    return value
