"""Whether a deal is open, won or lost, and in which stage an open one stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.schema import INSTANT
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.building.cells import by_word, true
from salestoolkit.sources.building.deals import Deals
from salestoolkit.sources.building.quarantine import Ledger, Mask, file_name
from salestoolkit.sources.building.stages import fate_of_stage, fate_of_status, universal_stage

OPEN, WON, LOST, DELETED = 0, 1, 2, 3
UNREADABLE, UNKNOWN = -2, -1
FATES = ("open", "won", "lost", "deleted")
Codes = npt.NDArray[np.int8]

STATE_FIELDS = ("status", "stage", "is_won", "is_closed", "is_lost")
EVIDENCE = (*STATE_FIELDS, "won_at", "lost_at")
"""Columns that can tell whether a deal is open: at least one of the files must have one."""

BY_PROBABILITY = frozenset({"hubspot_deals", "fivetran_hubspot_deals"})
"""Here a stage's probability of 1 or 0 closes a deal, whatever its name."""
CLOSED_STAGES = BY_PROBABILITY | {
    "salesforce_opportunities",
    "salesforce_report",
    "fivetran_salesforce_opportunities",
}
"""Here closed deals stand in a closed stage, so that flags of deals tell what a stage means."""


@dataclass(frozen=True)
class Settled:
    """Deals whose status is known, and what each stage's name means (None: a stage).

    ``newest`` is when the latest deal was created, those that were set aside among them.
    """

    deals: Deals
    fates: Mapping[str, str | None]
    newest: datetime | None


def settle_status(
    deals: Deals,
    ledger: Ledger,
    mapping: Mapping[str, Any],
    note: Callable[..., None],
) -> Settled:
    """Give each deal a status and a stage; deals without a readable one are set aside.

    Raises
    ------
    ImportFailed
        ``status_missing`` where no file has a column that could tell.
    """
    _need_evidence(deals, ledger)
    words: Mapping[str, Any] = mapping.get("status", {})
    kinds = {ledger.tables[origin.number].kind for origin in deals.origins}
    deals = _stages_from_status(deals, words, note)
    status = _told(deals, kinds, words)
    fates = _fates_of_stages(deals, status, kinds, words)
    stage = deals.get("stage")
    _fill(status, _codes(by_word(stage, fates.get, pa.string())))
    _fill(status, _by_dates(deals))
    _fill(status, np.where(true(pc.is_valid(stage)), OPEN, UNKNOWN).astype(np.int8))
    _fill(status, np.where(_without_state(deals), OPEN, UNKNOWN).astype(np.int8))
    _set_aside(deals, status, ledger)
    newest = pc.max(deals.get("created_at", INSTANT)).as_py()
    kept = (status >= OPEN) & (status != DELETED)
    names = pa.array(FATES[:3]).take(pa.array(status[kept].clip(OPEN)))
    standing = by_word(stage, lambda name: None if fates.get(name) else name, pa.string())
    deals = deals.with_columns(stage=standing).where(kept)
    return Settled(deals=deals.with_columns(status=names), fates=fates, newest=newest)


def _need_evidence(deals: Deals, ledger: Ledger) -> None:
    if deals.origins and not any(field in deals.columns for field in EVIDENCE):
        table = ledger.tables[deals.origins[0].number].table
        raise ImportFailed(
            "status_missing", file=file_name(table), columns=", ".join(table.columns)
        )


def _stages_from_status(deals: Deals, words: Mapping[str, Any], note: Callable[..., None]) -> Deals:
    """Where a column called status holds stages (and none says open), read it as the stage.

    A word counts as a stage where it resembles one of ours, or stands in two rows at least.
    """
    if "stage" in deals.columns or "status" not in deals.columns:
        return deals
    column = deals.columns["status"]
    tally = {row["values"]: row["counts"] for row in pc.value_counts(column).to_pylist()}
    known = {word: fate_of_status(word, words) for word in tally if word is not None}
    stages = {
        word
        for word, fate in known.items()
        if (fate is None or (fate == "open" and universal_stage(word)))
        and (universal_stage(word) or (tally[word] > 1 and any(map(str.isalpha, word))))
    }
    says_open = any(fate == "open" and word not in stages for word, fate in known.items())
    if says_open or not stages:
        return deals
    note("status_as_stage", stages=", ".join(sorted(stages)[:5]))
    return deals.with_columns(
        stage=by_word(column, lambda word: word if word in stages else None, pa.string()),
        status=by_word(column, lambda word: "open" if word in stages else word, pa.string()),
    )


def _told(deals: Deals, kinds: set[str], words: Mapping[str, Any]) -> Codes:
    """Status as columns other than the stage and the dates tell it."""
    status = np.full(deals.size, UNKNOWN, np.int8)
    status[true(deals.get("deleted", pa.bool_()))] = DELETED
    said = deals.get("status")
    read = _codes(by_word(said, lambda word: fate_of_status(word, words), pa.string()))
    read[true(pc.is_valid(said)) & (read == UNKNOWN)] = UNREADABLE
    if fate_of_status("", words) and "status" in deals.columns:
        blank = true(pc.is_null(said))
        read[blank] = FATES.index(fate_of_status("", words) or "open")
    _fill(status, read)
    if kinds & BY_PROBABILITY:
        chance = deals.get("probability", pa.float64())
        _fill(status, np.where(true(pc.greater_equal(chance, 1.0)), WON, UNKNOWN).astype(np.int8))
        _fill(status, np.where(true(pc.less_equal(chance, 0.0)), LOST, UNKNOWN).astype(np.int8))
        _fill(status, np.where(true(pc.is_valid(chance)), OPEN, UNKNOWN).astype(np.int8))
    _fill(status, _by_truths(deals))
    return status


def _by_truths(deals: Deals) -> Codes:
    won, lost, closed = (deals.get(name, pa.bool_()) for name in ("is_won", "is_lost", "is_closed"))
    status = np.full(deals.size, UNKNOWN, np.int8)
    known_open = true(pc.invert(closed)) | (true(pc.invert(won)) & true(pc.invert(lost)))
    status[known_open] = OPEN
    status[true(lost) | (true(closed) & true(pc.invert(won)))] = LOST
    status[true(won)] = WON
    return status


def _by_dates(deals: Deals) -> Codes:
    """Won or lost by the later of the two dates; open where both columns are there and empty."""
    won, lost = deals.get("won_at", INSTANT), deals.get("lost_at", INSTANT)
    status = np.full(deals.size, UNKNOWN, np.int8)
    status[true(pc.is_valid(won))] = WON
    status[true(pc.is_valid(lost)) & ~true(pc.greater_equal(won, lost))] = LOST
    return status


def _fates_of_stages(
    deals: Deals, status: Codes, kinds: set[str], words: Mapping[str, Any]
) -> dict[str, str | None]:
    """What each stage's name means: by the deals that stand in it, else by its words."""
    coded = deals.get("stage").dictionary_encode()
    names = coded.dictionary.to_pylist()
    fates = {name: fate_of_stage(name, words) for name in names}
    if not kinds & CLOSED_STAGES:
        return fates
    known = (status >= OPEN) & (status <= LOST) & true(pc.is_valid(coded))
    places = np.asarray(coded.indices.fill_null(0))[known]
    tally = np.bincount(places * 3 + status[known], minlength=3 * len(names)).reshape(-1, 3)
    for name, row in zip(names, tally, strict=True):
        if row.sum():
            fates[name] = None if row.argmax() == OPEN else FATES[row.argmax()]
    return fates


def _without_state(deals: Deals) -> Mask:
    """Deals of which no file that has a state column tells: leads that never became a deal.

    A deal for which only dates of winning and losing could tell, and do not, is open too.
    """
    mask = np.ones(deals.size, np.bool_)
    for origin in deals.origins:
        if any(field in origin.fields for field in STATE_FIELDS):
            mask[origin.deals] = False
    return mask


def _set_aside(deals: Deals, status: Codes, ledger: Ledger) -> None:
    reasons = ((DELETED, "deleted"), (UNREADABLE, "unreadable_status"), (UNKNOWN, "no_status"))
    for code, reason in reasons:
        for origin in deals.origins:
            rows = origin.rows[status[origin.deals] == code]
            again = origin.repeats[status[origin.repeated_deals] == code]
            ledger.quarantine(origin.number, np.concatenate([rows, again]), reason)


def _fill(status: Codes, found: Codes) -> None:
    """Take a status for the deals that have none yet."""
    unknown = status == UNKNOWN
    status[unknown] = found[unknown]


def _codes(names: pa.Array) -> Codes:
    places = pc.index_in(names, value_set=pa.array(FATES))
    return np.array(pc.fill_null(places, UNKNOWN).to_numpy(zero_copy_only=False), dtype=np.int8)
