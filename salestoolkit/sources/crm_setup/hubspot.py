"""HubSpot's pipelines: which of their fields a process knows, and how they are written.

A stage's chance is a text from "0.0" to "1.0" in its metadata; at 1 and 0 the stage closes a deal.
"""

from __future__ import annotations

from typing import Any

from salestoolkit.core.process import Stage
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.building.stages import fate_of_chance
from salestoolkit.sources.crm_setup.model import CrmPipeline, CrmStage, Saved
from salestoolkit.sources.crm_setup.values import is_yes, name_in, number_in

FIRST_ORDER = 0


def read_pipeline(saved: Saved) -> CrmPipeline:
    """A pipeline with its stages in order."""
    stages = [_read_stage(stage, place) for place, stage in enumerate(saved["stages"])]
    return CrmPipeline(
        id=str(saved["id"]),
        name=name_in(saved, "label"),
        stages=tuple(sorted(stages, key=lambda stage: stage.order)),
        gone=is_yes(saved.get("archived")),
        saved=saved,
    )


def changed_fields(old: CrmStage, stage: Stage, order: float) -> dict[str, Any]:
    """Fields of a saved stage that a process's stage gives another value; metadata goes whole.

    Raises
    ------
    InvalidValue
        ``crm_probability_closes``.
    """
    changes: dict[str, Any] = {}
    if old.name != stage.name:
        changes["label"] = stage.name
    if old.order != order:
        changes["displayOrder"] = order
    chance = stage.win_probability
    if chance is not None and chance != old.chance:
        known = old.saved.get("metadata")
        changes["metadata"] = {
            **(known if isinstance(known, dict) else {}),
            "probability": _chance_text(stage, chance),
        }
    return changes


def new_stage(stage: Stage, order: float) -> dict[str, Any]:
    """A stage that is not there yet.

    Raises
    ------
    InvalidValue
        ``crm_probability_missing``, ``crm_probability_closes``.
    """
    if stage.win_probability is None:
        raise InvalidValue("crm_probability_missing", value=stage.name)
    chance = _chance_text(stage, stage.win_probability)
    return {"label": stage.name, "displayOrder": order, "metadata": {"probability": chance}}


def closing_stage(label: str, order: float, *, won: bool) -> dict[str, Any]:
    """A stage of a new pipeline that closes its deals: every HubSpot pipeline has one for each fate."""
    chance = {"probability": "1.0" if won else "0.0"}
    return {"label": label, "displayOrder": order, "metadata": chance}


def _chance_text(stage: Stage, chance: float) -> str:
    if fate_of_chance(chance):
        raise InvalidValue("crm_probability_closes", stage=stage.name, value=f"{chance:.0%}")
    return repr(float(chance))


def _read_stage(saved: Saved, place: int) -> CrmStage:
    metadata = saved.get("metadata")
    known = metadata if isinstance(metadata, dict) else {}
    chance = number_in(saved, "probability", known.get("probability"), highest=1)
    closed = is_yes(known["isClosed"]) if "isClosed" in known else None
    order = number_in(saved, "displayOrder", saved.get("displayOrder"))
    return CrmStage(
        id=str(saved["id"]),
        name=name_in(saved, "label"),
        order=place if order is None else order,
        chance=chance,
        days=None,
        fate=fate_of_chance(chance, is_closed=closed),
        gone=is_yes(saved.get("archived")),
        saved=saved,
    )
