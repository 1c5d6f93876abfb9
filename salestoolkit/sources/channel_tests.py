"""A test of channels or templates as a TOML file that people agree on and keep: ``test.toml``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import tomlkit

from salestoolkit.core.channel_setup import CHANNELS, KINDS, ChannelTest, Outcome, PlannedArm
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.content import LANGUAGES, load_content
from salestoolkit.sources.processes.read import read_text
from salestoolkit.sources.toml_entry import TomlEntry, read_toml
from salestoolkit.sources.toml_text import line_of
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

Made = TypeVar("Made")

FILE = "test.toml"
ASSIGNED = "assigned.csv"
OUTCOME_FIELDS = ("name", "kind", "window_days", "usual", "smallest", "spread", "currency")
ARM_FIELDS = ("name", "channel", "template", "share")
TEST_FIELDS = (
    *("name", "who", "language", "market", "starts", "leads_per_day"),
    *("power", "level", "looks", "seed", "stratify", "cluster"),
    *("cluster_leads", "cluster_likeness"),
)
TEXTS = ("name", "who", "language", "market", "cluster")


def read_test(folder: Path | str) -> ChannelTest:
    """The test of a folder.

    Raises
    ------
    BookError
        ``channel_no_test`` where there is no ``test.toml``, ``process_unreadable``, ``process_syntax``,
        ``toml_*``, or ``channel_in_file`` with line, key and what is wrong with the value.
    """
    file = Path(folder) / FILE
    if not file.is_file():
        raise BookError("channel_no_test", folder=str(folder))
    return parse_test(read_text(file), file=str(file))


def parse_test(text: str, *, file: str) -> ChannelTest:
    """The test of a TOML text; ``file`` names it in errors, which are those of `read_test`.

    Examples
    --------
    >>> text = 'name = "Letters"\\n[[arm]]\\nname = "A"\\n[[arm]]\\nname = "B"\\n'
    >>> [arm.name for arm in parse_test(text, file="test.toml").arms]
    ['A', 'B']
    """
    top = read_toml(text, file=file)
    top.only((*TEST_FIELDS, "outcome", "arm"))
    for key in TEXTS:
        top.text(key)
    top.choice("language", LANGUAGES)
    if "starts" in top.raw:
        top.day("starts")
    more = {key: top.raw[key] for key in TEST_FIELDS if key in top.raw}
    more["name"] = top.needed("name")
    more["stratify"] = top.texts("stratify")
    return _made(
        top,
        ChannelTest,
        arms=_arms(top),
        outcome=_outcome(top),
        **_not_empty(more, "market", "cluster"),
    )


def dump_test(test: ChannelTest) -> str:
    """The text of a new file, in the test's language, with a comment for whoever edits it.

    Examples
    --------
    >>> from salestoolkit.core.channel_setup import PlannedArm
    >>> test = ChannelTest(name="Letters", arms=(PlannedArm(name="A"), PlannedArm(name="B")))
    >>> parse_test(dump_test(test), file="test.toml") == test
    True
    """
    content = load_content(test.language)
    known = {"channels": ", ".join(CHANNELS), "kinds": ", ".join(KINDS)}
    lines = [f"# {line}".rstrip() for line in content.texts("channel_test.file.introduction")]
    lines.append("")
    lines += _lines({key: getattr(test, key) for key in TEST_FIELDS}, "test", content.get, known)
    outcome = {key: getattr(test.outcome, key) for key in OUTCOME_FIELDS}
    lines += ["", "[outcome]", *_lines(outcome, "outcome", content.get, known)]
    for place, arm in enumerate(test.arms):
        # what an arm's entries mean is said once
        said = content.get if place == 0 else None
        values = {key: getattr(arm, key) for key in ARM_FIELDS}
        lines += ["", "[[arm]]", *_lines(values, "arm", said, known)]
    return "\n".join(lines) + "\n"


def create_test(folder: Path | str, test: ChannelTest) -> Path:
    """Write the file of a new test; its folder is made.

    Raises
    ------
    BookError
        ``channel_test_there`` where the folder holds a test: an agreed test is edited by its people,
        and never replaced.
    ImportFailed
        ``cannot_write``.
    """
    path = Path(folder) / FILE
    if path.exists():
        raise BookError("channel_test_there", file=str(path))
    with saying_what_cannot_be_written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, dump_test(test).encode())
    return path


def _arms(top: TomlEntry) -> tuple[PlannedArm, ...]:
    arms = []
    for entry in top.entries("arm"):
        entry.only(ARM_FIELDS)
        for key in ("name", "channel", "template"):
            entry.text(key)
        given = {key: entry.raw[key] for key in ARM_FIELDS if key in entry.raw}
        arms.append(_made(entry, PlannedArm, **{**given, "name": entry.needed("name")}))
    return tuple(arms)


def _outcome(top: TomlEntry) -> Outcome:
    raw = top.raw.get("outcome", {})
    if not isinstance(raw, dict):
        top.fail("toml_not_table", "outcome")
    entry = TomlEntry(file=top.file, source=top.source, raw=raw, path=(*top.path, "outcome"))
    entry.only(OUTCOME_FIELDS)
    for key in ("name", "kind", "currency"):
        entry.text(key)
    return _made(entry, Outcome, **raw)


def _lines(
    values: Mapping[str, Any],
    section: str,
    said: Callable[[str], Any] | None,
    known: Mapping[str, str],
) -> list[str]:
    """Lines ``key = value``, each with what it means; what is not decided stands there as a comment."""
    lines = []
    for key, value in values.items():
        note = "" if said is None else f"  # {said(f'channel_test.file.{section}_{key}')}"
        note = note.format(**known)
        empty = value is None or value in ("", ())
        if empty and said is None:
            continue
        shown = '""' if empty else tomlkit.item(_plain(value)).as_string()
        lines.append(f"{'# ' if empty else ''}{key} = {shown}{note}")
    return lines


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    whole = isinstance(value, float) and value == int(value)
    return int(value) if whole else value


def _not_empty(values: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Entries of which an empty text means that there is none."""
    return {key: value for key, value in values.items() if key not in keys or value}


def _made(entry: TomlEntry, make: Callable[..., Made], **values: Any) -> Made:
    """Something made of an entry's values; a refusal names the file and the line."""
    try:
        return make(**values)
    except InvalidValue as error:
        key = str(error.fields.get("field", ""))
        line = line_of(entry.source, (*entry.path, key))
        raise BookError(
            "channel_in_file", file=entry.file, line=line, key=key, cause=error.code
        ) from error
