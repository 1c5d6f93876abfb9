"""What was mined, kept as JSON: figures first, then every sentence with its labels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from salestoolkit.core.objection_counts import DIMENSIONS, Example, Mined, Suggestion
from salestoolkit.core.objections import THEMES
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.objection_mining import MiningResult
from salestoolkit.sources.safe_csv import csv_lines
from salestoolkit.sources.whole_files import keep_copy, new_file, saying_what_cannot_be_written

KIND = "objections_mine"
VERSION = 1
COLUMNS = ("file", "message", "line", "deal", "language", "side", "labels", "text")


def json_pieces(result: MiningResult) -> Iterator[str]:
    """The document piece by piece, so that its sentences need not fit into memory.

    Keys: see ``docs/objections_mine_json.md``.
    """
    head = json.dumps(_head(result), ensure_ascii=False, indent=1).removesuffix("\n}")
    yield head + ',\n "sentences": ['
    between = "\n  "
    for line in result.lines():
        yield between + line.rstrip("\n")
        between = ",\n  "
    yield "\n ]\n}\n"


def csv_pieces(result: MiningResult) -> Iterator[str]:
    """Every sentence as a line of CSV, its labels joined by ``|``."""
    yield csv_lines([COLUMNS])
    for line in result.lines():
        one = json.loads(line)
        yield csv_lines([[*("|".join(one[k]) if k == "labels" else one[k] for k in COLUMNS)]])


def write_pieces(pieces: Iterator[str], path: Path) -> Path | None:
    """Write a file whole; another one of its name is copied beside it, and the copy returned.

    Raises
    ------
    ImportFailed
        ``path_is_folder``, ``cannot_write``.
    """
    if path.is_dir():
        raise ImportFailed("path_is_folder", value=str(path))
    with saying_what_cannot_be_written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        copy = keep_copy(path) if path.exists() else None
        with (
            new_file(path.parent, path.name) as temporary,
            temporary.open("w", encoding="utf-8", newline="\n") as file,
        ):
            file.writelines(pieces)
        temporary.replace(path)
    return copy


@dataclass(frozen=True, kw_only=True)
class MinedFile:
    """The figures of a file of mined objections, and the lexicons they were found with."""

    mined: Mined
    lexicons: Mapping[str, str]


def read_mined_file(path: Path) -> MinedFile:
    """The figures of a file that `json_pieces` made.

    Raises
    ------
    ImportFailed
        ``file_missing``, ``mined_unreadable`` where it is no such file.
    """
    if not path.is_file():
        raise ImportFailed("file_missing", file=str(path))
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["kind"] != KIND or record["version"] != VERSION:
            raise ImportFailed("mined_unreadable", file=str(path))
        return MinedFile(mined=_mined(record), lexicons=dict(record["lexicons"]))
    except (ValueError, KeyError, TypeError, UnicodeDecodeError, OSError) as error:
        raise ImportFailed("mined_unreadable", file=str(path)) from error


def _head(result: MiningResult) -> dict[str, Any]:
    mined = result.mined
    return {
        "kind": KIND,
        "version": VERSION,
        "lexicons": dict(result.lexicons),
        "read": {
            "files": result.files,
            "messages": mined.messages,
            "duplicates": result.duplicates,
            "sentences": mined.sentences,
            "client_sentences": mined.client_sentences,
            "with_objection": mined.with_objection,
            "messages_with_any": mined.with_any,
            "first": _day(mined.first),
            "last": _day(mined.last),
            "of_a_deal": result.matched,
            "languages": dict(result.languages),
        },
        "skipped": [
            {"file": one.file, "message": one.number, "reason": one.reason, "detail": one.detail}
            for one in result.skipped
        ],
        "redacted": dict(mined.redacted),
        "themes": mined.themes.to_dict("records"),
        "by": {name: table.to_dict("records") for name, table in mined.by.items()},
        "deals": [
            {"deal": row["deal"], "themes": [theme for theme in THEMES if row[theme]]}
            for row in mined.deals.to_dict("records")
        ],
        "examples": [vars(one) for one in mined.examples],
        "suggestions": [vars(one) for one in mined.suggestions],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _mined(record: Mapping[str, Any]) -> Mined:
    read = record["read"]
    deals = [
        {"deal": one["deal"], **{theme: theme in one["themes"] for theme in THEMES}}
        for one in record["deals"]
    ]
    return Mined(
        messages=read["messages"],
        sentences=read["sentences"],
        client_sentences=read["client_sentences"],
        with_objection=read["with_objection"],
        with_any=read["messages_with_any"],
        first=None if read["first"] is None else date.fromisoformat(read["first"]),
        last=None if read["last"] is None else date.fromisoformat(read["last"]),
        themes=pd.DataFrame(record["themes"]),
        by={
            name: pd.DataFrame(rows, columns=[name, "theme", "messages", "of"])
            for name, rows in record["by"].items()
            if name in DIMENSIONS
        },
        deals=pd.DataFrame(deals, columns=["deal", *THEMES]),
        examples=tuple(Example(**one) for one in record["examples"]),
        suggestions=tuple(Suggestion(**one) for one in record["suggestions"]),
        redacted=dict(record["redacted"]),
    )
