"""Headers of a process's sheets: which column a word names, in either language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from salestoolkit.sources.building.stages import plain

NAME = "name"
COLUMNS = (
    NAME,
    "activities",
    "owner",
    "entry_criteria",
    "exit_criteria",
    "target_days",
    "win_probability",
    "waiting",
)
"""Fields of a stage that a sheet shows, in the order of its columns."""

LISTS = ("activities", "entry_criteria", "exit_criteria")
"""Of these a cell holds one a line."""

STAGE_MARK, PEOPLE_MARK = "stages #", "people #"
"""How the header of the hidden column of keys begins; the number is that of the process."""

LEAST_COLUMNS = 2
"""A sheet is one of stages where so many of its headers are known, the stage's name among them."""


@dataclass(frozen=True, kw_only=True)
class Headers:
    """Which columns of a sheet hold what, by their place from 1.

    ``languages`` counts the headers known in each language; ``in_percent`` says that the header of
    the win probability carries a % sign, so that 20 means 20 %. ``renamed`` is, in a sheet that this
    program wrote, the place of a column whose header says something unknown instead of its own.
    """

    columns: Mapping[str, int]
    languages: Mapping[str, int]
    key_column: int | None = None
    process: int | None = None
    in_percent: bool = False
    twice: tuple[int, int] | None = None
    renamed: int | None = None

    @property
    def language(self) -> str:
        """The language most of the headers are in."""
        return max(self.languages, key=lambda language: self.languages[language])


@lru_cache
def vocabulary() -> Mapping[str, Any]:
    """Tables of ``content/formats/process_sheet.toml``."""
    source = files("salestoolkit").joinpath("content", "formats", "process_sheet.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def read_headers(row: Sequence[str]) -> Headers | None:
    """The headers of a sheet of stages, or None where the row is none.

    Examples
    --------
    >>> read_headers(["Etap", "Dni", "Uwagi"]).columns
    {'name': 1, 'target_days': 2}
    """
    columns: dict[str, int] = {}
    languages = dict.fromkeys(vocabulary()["columns"], 0)
    key_column = process = twice = None
    for place, text in enumerate(row, 1):
        if text.startswith(STAGE_MARK):
            key_column, process = place, mark_number(text, STAGE_MARK)
            continue
        field = known_fields().get(_bare(text))
        if field is None:
            continue
        if field in columns:
            twice = twice or (columns[field], place)
            continue
        columns[field] = place
        for language, words in vocabulary()["columns"].items():
            languages[language] += _bare(text) in map(plain, words[field])
    if NAME not in columns or (len(columns) < LEAST_COLUMNS and key_column is None):
        return None
    return Headers(
        columns=columns,
        languages=languages,
        key_column=key_column,
        process=process,
        in_percent="%" in row[columns.get("win_probability", 1) - 1],
        twice=twice,
        renamed=None if key_column is None else _renamed(row, columns),
    )


def own_header(place: int, language: str) -> str:
    """The header that this program writes above a column."""
    header: str = vocabulary()["columns"][language][COLUMNS[place - 1]][0]
    return header


def _renamed(row: Sequence[str], columns: Mapping[str, int]) -> int | None:
    """The first place where one of our headers is missing and an unknown one stands instead."""
    places = zip(COLUMNS, row, strict=False)
    return next(
        (
            place
            for place, (field, text) in enumerate(places, 1)
            if field not in columns and text.strip() and _bare(text) not in known_fields()
        ),
        None,
    )


def mark_number(text: str, mark: str) -> int | None:
    """The number of the process behind a mark, or None."""
    number = text.removeprefix(mark)
    return int(number) if text.startswith(mark) and number.isdecimal() else None


@lru_cache
def known_fields() -> Mapping[str, str]:
    """The field of each header that is known, in plain letters."""
    return {
        plain(word): field
        for words in vocabulary()["columns"].values()
        for field, listed in words.items()
        for word in listed
    }


@lru_cache
def activity_headers() -> frozenset[str]:
    """Headers of the column of activities in a sheet of people, in plain letters."""
    return frozenset(map(plain, vocabulary()["people"]["activity"]))


@lru_cache
def raci_words() -> Mapping[str, str]:
    """The part that each letter or word names, in plain letters."""
    table = vocabulary()["raci"]
    return {plain(word): part for part, words in table.items() for word in words}


def _bare(text: str) -> str:
    return plain(text.replace("%", " "))
