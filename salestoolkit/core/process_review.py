"""The team's remarks on its process, gathered for the next revision: by stage, open ones first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.errors import InvalidValue

STATUSES = ("open", "taken", "rejected")
"""A remark waits for a decision, was taken up, or was turned down; in the order of a review."""

COLUMNS = ("stage", "author", "remark", "proposal", "date", "status")
_TEXTS = ("author", "remark", "proposal")


@dataclass(frozen=True, kw_only=True)
class StageRemarks:
    """Remarks on one stage, open ones first, older ones before newer ones.

    ``stage`` is the stage's key, None for remarks on the whole process; ``name`` its name.
    """

    stage: str | None
    name: str | None
    remarks: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class ProcessReview:
    """What the team said about its process.

    ``stages`` holds the remarks on the whole process first, then those on each stage in order, none
    where nobody said anything; ``unknown`` those whose stage the process does not have. ``table`` is a
    tidy table of all of them, one row a remark, with ``stage`` (its name, as written where it is unknown,
    empty for the whole process), ``known`` (whether the process has the stage), ``author``, ``remark``,
    ``proposal``, ``date`` and ``status``. ``counts`` says how many have which status; ``n`` how many there
    are.
    """

    stages: tuple[StageRemarks, ...]
    unknown: tuple[Mapping[str, Any], ...]
    table: pd.DataFrame
    counts: Mapping[str, int]
    n: int


def review(
    remarks: Sequence[Mapping[str, Any]], process: SalesProcess, *, whole: Collection[str] = ()
) -> ProcessReview:
    """Gather remarks by the stage that they are about, open ones first.

    Parameters
    ----------
    remarks : sequence of mappings
        Each with ``author``, ``stage`` (key, name, or name in the CRM or in another language),
        ``remark``, ``proposal``, ``date`` and ``status`` (`STATUSES`; open where it is missing).
        What holds neither a remark nor a proposal is left out.
    whole : collection of str
        Words that mean the whole process where a stage is asked for; so does an empty stage.

    Raises
    ------
    InvalidValue
        ``process_remark_status`` for a status that there is not, ``process_remark_date`` for a date
        that is none.

    Examples
    --------
    >>> sale = SalesProcess(name="Sale", stages=(Stage(key="offer", name="Offer"),))
    >>> row = {"author": "Ola", "stage": "offer", "remark": "Takes a week.", "status": "open"}
    >>> found = review([row], sale)
    >>> found.stages[0].name, found.counts["open"], found.n
    ('Offer', 1, 1)
    """
    rows = [_row(remark) for remark in remarks]
    rows = [row for row in rows if row["remark"] or row["proposal"]]
    rows.sort(key=lambda row: (STATUSES.index(row["status"]), row["date"] or date.max))
    words = {word.strip().casefold() for word in whole} | {""}
    general = [row for row in rows if row["stage"].casefold() in words]
    placed: dict[str, list[dict[str, Any]]] = {stage.key: [] for stage in process.stages}
    unknown: list[dict[str, Any]] = []
    for row in rows:
        if row["stage"].casefold() in words:
            continue
        found = _stage(row["stage"], process)
        (unknown if found is None else placed[found.key]).append(row)
    stages = [StageRemarks(stage=None, name=None, remarks=tuple(general))] + [
        StageRemarks(stage=stage.key, name=stage.name, remarks=tuple(placed[stage.key]))
        for stage in process.stages
    ]
    kept = tuple(one for one in stages if one.remarks)
    return ProcessReview(
        stages=kept,
        unknown=tuple(unknown),
        table=_table(kept, unknown),
        counts={status: sum(row["status"] == status for row in rows) for status in STATUSES},
        n=len(rows),
    )


def _row(remark: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {key: str(remark.get(key) or "").strip() for key in ("stage", *_TEXTS)}
    row["status"] = remark.get("status") or "open"
    if row["status"] not in STATUSES:
        raise InvalidValue(
            "process_remark_status", value=row["status"], allowed=", ".join(STATUSES)
        )
    row["date"] = _day(remark.get("date"))
    return row


def _day(value: Any) -> date | None:
    if value is None or value == "" or isinstance(value, date):
        return value or None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise InvalidValue("process_remark_date", value=value) from error


def _stage(name: str, process: SalesProcess) -> Stage | None:
    """The stage that a person meant: by key first, then by any of its names."""
    sought = name.casefold()
    by_key = next((stage for stage in process.stages if stage.key.casefold() == sought), None)
    return by_key or next(
        (stage for stage in process.stages if sought in _names(stage, process)), None
    )


def _names(stage: Stage, process: SalesProcess) -> set[str]:
    names = {stage.name, *stage.crm}
    for texts in process.translations.values():
        # the process may be shown in another language than the one it was written in
        names |= {said for written, said in texts.items() if written == stage.name}
        names |= {written for written, said in texts.items() if said == stage.name}
    return {name.strip().casefold() for name in names}


def _table(stages: Sequence[StageRemarks], unknown: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    rows = [
        {**row, "stage": one.name or "", "known": True} for one in stages for row in one.remarks
    ]
    rows += [{**row, "known": False} for row in unknown]
    table = pd.DataFrame(rows, columns=[*COLUMNS[:1], "known", *COLUMNS[1:]])
    return table.astype({"known": bool})
