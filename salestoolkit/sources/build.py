"""From recognised tables of text to the tables of a deal book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from salestoolkit.core.process import SalesProcess
from salestoolkit.sources.recognise import Recognised


@dataclass(frozen=True, kw_only=True)
class BuildOptions:
    """What only the user can tell about an export.

    ``mapping`` is the mapping file as read from TOML. Of it the builder reads
    ``[stages] order`` (list of stages), ``[stages.names]`` (id = name), ``[stages.rename]`` (old = new),
    ``[stages.universal]`` (stage = one of the seven) and ``[status]`` (won, lost, open, deleted = lists
    of words).
    """

    source_name: str
    timezone: str | None = None
    date_order: str | None = None
    decimal: str | None = None
    exported_at: date | None = None
    mapping: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FileCount:
    """Where the rows of one table went: ``rows == used + repeated + quarantined``.

    ``repeated`` rows add nothing: the same row again, or a change that is none of stage or status.
    """

    file: str
    kind: str
    rows: int
    used: int
    repeated: int
    quarantined: int


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something the user should know that is no defect of a single row.

    ``code`` is a key of content ``import.toml``, table ``notes``; ``fields`` fill its sentence.
    """

    code: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Built:
    """Tables of a deal book made from the files of one source (see `salestoolkit.book.schema`).

    ``as_of`` is ``date.min`` where the files hold no deals at all (optional tables alone).
    """

    deals: pa.Table
    stage_log: pa.Table
    quarantine: pa.Table
    flags: pa.Table
    tables: dict[str, pa.Table]
    processes: dict[str | None, SalesProcess]
    as_of: date
    timezone: str
    files: tuple[FileCount, ...]
    notes: tuple[Note, ...]


def build(recognised: Sequence[Recognised], options: BuildOptions) -> Built:
    """Make the deal book's tables from the recognised tables of one source."""
    raise NotImplementedError
