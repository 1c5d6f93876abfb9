"""Read a team's processes from a TOML file; an error names its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from salestoolkit.core.process import (
    RACI,
    UNIVERSAL_STAGES,
    Activity,
    Document,
    Handover,
    Move,
    SalesProcess,
    Stage,
    Stakeholder,
    Version,
)
from salestoolkit.errors import BookError
from salestoolkit.sources.processes.keys import (
    BUYING_PARTS,
    DOCUMENT_KEYS,
    MARKETS,
    PARTS,
    PASSES,
    PROCESS_KEYS,
    RESERVED,
    SIDES,
    keys_of,
)
from salestoolkit.sources.toml_entry import TomlEntry, read_toml

__all__ = [
    "RESERVED",
    "Processes",
    "parse_processes",
    "read_processes",
    "read_team_processes",
    "read_text",
]

Processes = Mapping[str | None, SalesProcess]


def read_processes(path: Path | str) -> dict[str | None, SalesProcess]:
    """Read the processes of a file, by pipeline (None where a process names none).

    Raises
    ------
    BookError
        ``process_no_file``, ``process_unreadable``, ``process_syntax``, or one of ``toml_*`` and
        ``process_*`` with file, line, key, value and what is allowed.
    """
    return parse_processes(read_text(Path(path)), file=str(path))


def read_team_processes(path: Path | str) -> dict[str | None, SalesProcess]:
    """Read the processes of a file that must hold at least one: BookError ``process_none``."""
    found = read_processes(path)
    if not found:
        raise BookError("process_none", file=str(path))
    return found


def read_text(path: Path) -> str:
    """The text of a file that a person saved, in whatever encoding the editor chose.

    Raises
    ------
    BookError
        ``process_no_file`` where there is none, ``process_unreadable`` where the system refuses it,
        ``process_not_text`` where it is a picture or an archive.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BookError("process_no_file", value=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise BookError("process_unreadable", file=str(path), reason=reason) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # what tells the encodings apart loads numpy and Arrow, which most files do not need
        from salestoolkit.sources.files.encodings import NotText, detect_encoding, to_utf8

        try:
            return to_utf8(data, detect_encoding(data)).decode()
        except NotText as error:
            raise BookError("process_not_text", file=str(path)) from error


def parse_processes(text: str, *, file: str) -> dict[str | None, SalesProcess]:
    """Processes of a TOML text; ``file`` names it in errors, which are those of `read_processes`.

    Examples
    --------
    >>> text = '[[process]]\\nname = "Sales"\\n[[process.stage]]\\nkey = "Offer"\\n'
    >>> parse_processes(text, file="process.toml")[None].stages[0].name
    'Offer'
    """
    top = read_toml(text, file=file)
    top.only(("process",))
    found: dict[str | None, SalesProcess] = {}
    for entry in top.entries("process"):
        process = _process(entry)
        if process.pipeline in found:
            entry.fail("process_twice", "pipeline")
        found[process.pipeline] = process
    return found


def _process(entry: TomlEntry) -> SalesProcess:
    entry.only(PROCESS_KEYS)
    pipeline, name = entry.text("pipeline"), entry.text("name")
    stages = _keyed(entry, "stage", _stage)
    keys = [stage.key for stage in stages]
    return SalesProcess(
        name=(pipeline or "") if name is None else name,
        stages=stages,
        pipeline=pipeline,
        linked=entry.text("linked"),
        language=_language(entry),
        market=entry.choice("market", MARKETS),
        activities=_keyed(entry, "activity", _activity),
        stakeholders=_keyed(entry, "stakeholder", _stakeholder),
        handovers=tuple(_handover(below, keys) for below in _sections(entry, "handover")),
        moves=tuple(_move(below, keys) for below in _sections(entry, "move")),
        versions=_versions(entry),
        translations=_translations(entry),
    )


def _sections(entry: TomlEntry, name: str) -> Iterable[TomlEntry]:
    allowed = keys_of(PARTS[name])
    for below in entry.entries(name):
        below.only(allowed)
        yield below


def _keyed(entry: TomlEntry, name: str, read: Any) -> tuple[Any, ...]:
    """Parts that have keys, each of which may stand there once."""
    found: dict[str, Any] = {}
    for below in _sections(entry, name):
        part = read(below)
        if part.key in found:
            below.fail("process_twice", "key")
        found[part.key] = part
    return tuple(found.values())


def _stage(entry: TomlEntry) -> Stage:
    key = entry.text("key")
    if not key or key in RESERVED:
        entry.fail("process_stage_key", "key", reserved=", ".join(RESERVED))
    return Stage(
        key=key,
        name=entry.text("name") or key,
        universal=entry.choice("universal", UNIVERSAL_STAGES),
        passes=entry.choice("passes", PASSES) or "deal",
        waiting=entry.switch("waiting"),
        target_days=entry.number("target_days"),
        win_probability=entry.number("win_probability", highest=1.0),
        purpose=entry.text("purpose"),
        owner=entry.text("owner"),
        crm=entry.texts("crm"),
        activities=entry.texts("activities"),
        entry_criteria=entry.texts("entry_criteria"),
        exit_criteria=entry.texts("exit_criteria"),
        metrics=entry.texts("metrics"),
        client_steps=entry.texts("client_steps"),
        documents=tuple(map(_document, entry.entries("documents", code="toml_not_documents"))),
    )


def _document(entry: TomlEntry) -> Document:
    entry.only(DOCUMENT_KEYS)
    return Document(
        name=entry.needed("name"), source=entry.text("source"), days=entry.number("days")
    )


def _activity(entry: TomlEntry) -> Activity:
    key = entry.needed("key")
    parts = {part: entry.texts(part) for part in RACI}
    return Activity(key=key, name=entry.text("name") or key, **parts)


def _stakeholder(entry: TomlEntry) -> Stakeholder:
    key = entry.needed("key")
    return Stakeholder(
        key=key,
        name=entry.text("name") or key,
        department=entry.text("department"),
        side=entry.choice("side", SIDES) or "us",
        buying_part=entry.choice("buying_part", BUYING_PARTS),
    )


def _handover(entry: TomlEntry, stages: list[str]) -> Handover:
    return Handover(
        giver=entry.needed("giver"),
        taker=entry.needed("taker"),
        stage=_stage_key(entry, "stage", stages),
        what=entry.needed("what"),
        criteria=entry.texts("criteria"),
        days=entry.number("days"),
        returned_because=entry.texts("returned_because"),
    )


def _move(entry: TomlEntry, stages: list[str]) -> Move:
    return Move(
        start=_stage_key(entry, "start", stages),
        end=_stage_key(entry, "end", stages),
        reason=entry.text("reason"),
    )


def _stage_key(entry: TomlEntry, key: str, stages: list[str]) -> str:
    value = entry.needed(key)
    if value not in stages:
        entry.fail("process_other_stage", key, allowed=", ".join(stages) or "–")
    return value


def _versions(entry: TomlEntry) -> tuple[Version, ...]:
    entries = list(_sections(entry, "version"))
    found = tuple(
        Version(date=one.day("date"), author=one.needed("author"), reason=one.needed("reason"))
        for one in entries
    )
    for (before, after), below in zip(pairwise(found), entries[1:], strict=True):
        if after.date < before.date:
            below.fail("process_version_before", "date", allowed=before.date)
    return found


def _language(entry: TomlEntry) -> str | None:
    language = entry.text("language")
    if language is not None and not re.fullmatch("[a-z]{2,3}", language):
        entry.fail("toml_not_language", "language")
    return language


def _translations(entry: TomlEntry) -> dict[str, dict[str, str]]:
    """Texts in other languages: language -> text as written -> its translation."""
    found = {}
    for language, table in entry.tables("translations").items():
        found[language] = {text: table.text(text) or "" for text in table.raw}
    return found
