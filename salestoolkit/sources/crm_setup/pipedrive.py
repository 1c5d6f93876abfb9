"""Pipedrive's pipelines and stages: which of their fields a process knows, and how they are written.

A stage's chance is in percent, and 100 stands where nobody set one. Newer answers call the days
``is_deal_rot_enabled`` and ``days_to_rotten``, older ones ``rotten_flag`` and ``rotten_days``; each
stage is written in the names that it has.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from salestoolkit.core.process import Stage
from salestoolkit.sources.crm_setup.model import CrmPipeline, CrmStage, Saved
from salestoolkit.sources.crm_setup.values import is_yes, name_in, number_in

NEVER_SET = 100
DAYS_NAMES = (("is_deal_rot_enabled", "days_to_rotten"), ("rotten_flag", "rotten_days"))
FIRST_ORDER = 1


def read_pipeline(
    key: str, saved: Saved | None, named: str | None, stages: Sequence[CrmStage]
) -> CrmPipeline:
    """A pipeline with its stages; its name is its own, else the one that its stages give."""
    name = name_in(saved, "name") if saved is not None else str(named)
    known = saved or {}
    gone = is_yes(known.get("is_deleted")) or known.get("active") is False
    ordered = tuple(sorted(stages, key=lambda stage: stage.order))
    return CrmPipeline(id=key, name=name, stages=ordered, gone=gone, saved=saved)


def read_stage(saved: Saved, place: int) -> CrmStage:
    """A stage; ``place`` is its order where it has no number."""
    order = number_in(saved, "order_nr", saved.get("order_nr"))
    return CrmStage(
        id=str(saved["id"]),
        name=name_in(saved, "name"),
        order=place if order is None else order,
        chance=_chance(saved),
        days=_days(saved),
        fate=None,
        gone=is_yes(saved.get("is_deleted")) or saved.get("active_flag") is False,
        saved=saved,
    )


def changed_fields(old: CrmStage, stage: Stage, order: float) -> dict[str, Any]:
    """Fields of a saved stage that a process's stage gives another value."""
    changes: dict[str, Any] = {}
    if old.name != stage.name:
        changes["name"] = stage.name
    if old.order != order:
        changes["order_nr"] = order
    if _percent(old.chance) != _percent(stage.win_probability):
        changes["deal_probability"] = _percent(stage.win_probability)
    if old.days != (days := whole_days(stage.target_days)):
        enabled, limit = _days_names(old.saved)
        if not is_yes(old.saved.get(enabled)) or days is None:
            changes[enabled] = days is not None
        if days is not None:
            changes[limit] = days
    return changes


def new_stage(stage: Stage, order: float, pipeline_id: Any) -> dict[str, Any]:
    """A stage that is not there yet; ``pipeline_id`` is None where its pipeline is new as well."""
    days = whole_days(stage.target_days)
    return {
        "name": stage.name,
        "pipeline_id": pipeline_id,
        "order_nr": order,
        "deal_probability": _percent(stage.win_probability),
        "is_deal_rot_enabled": days is not None,
        "days_to_rotten": days,
    }


def whole_days(days: float | None) -> int | None:
    """Days as Pipedrive takes them: whole, at least 1, never before the target is past."""
    return None if days is None else max(1, math.ceil(days))


def _percent(chance: float | None) -> int:
    return NEVER_SET if chance is None else round(chance * 100)


def _chance(saved: Saved) -> float | None:
    value = number_in(saved, "deal_probability", saved.get("deal_probability"), highest=100)
    return None if value is None or value == NEVER_SET else value / 100


def _days(saved: Saved) -> float | None:
    enabled, limit = _days_names(saved)
    return number_in(saved, limit, saved.get(limit)) if is_yes(saved.get(enabled)) else None


def _days_names(saved: Saved) -> tuple[str, str]:
    return next((names for names in DAYS_NAMES if names[0] in saved), DAYS_NAMES[0])
