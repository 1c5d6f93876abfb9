"""A CRM's whole set-up after a change, in the shape in which it was saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from salestoolkit.sources.crm_setup.changes import PipelineChange
from salestoolkit.sources.crm_setup.model import CrmPipeline, CrmSetup


def setup_document(setup: CrmSetup, changes: Sequence[PipelineChange]) -> dict[str, Any]:
    """Every object that was read, with the changed fields only changed, and the new ones at the end."""
    if setup.crm == "hubspot":
        return {"results": _hubspot(setup, changes)}
    return _pipedrive(setup, changes)


def _changed_objects(pipeline: CrmPipeline, change: PipelineChange | None) -> list[dict[str, Any]]:
    """A pipeline's stages as they are saved, in the order in which they came, then the new ones."""
    listed = () if change is None else change.stages
    fields: Mapping[str | None, Mapping[str, Any]] = {
        stage.id: stage.fields for stage in listed if stage.id is not None
    }
    kept = [{**stage.saved, **fields.get(stage.id, {})} for stage in pipeline.stages]
    return kept + [dict(stage.fields) for stage in listed if stage.id is None]


def _hubspot(setup: CrmSetup, changes: Sequence[PipelineChange]) -> list[dict[str, Any]]:
    by_id = {change.id: change for change in changes}
    kept = [
        {**(pipeline.saved or {}), "stages": _changed_objects(pipeline, by_id.get(pipeline.id))}
        for pipeline in setup.pipelines
    ]
    new = [
        {
            "label": change.pipeline,
            "displayOrder": len(kept) + place,
            "stages": [dict(stage.fields) for stage in change.stages],
        }
        for place, change in enumerate(change for change in changes if change.is_new)
    ]
    return kept + new


def _pipedrive(setup: CrmSetup, changes: Sequence[PipelineChange]) -> dict[str, Any]:
    by_id = {change.id: change for change in changes}
    pipelines = [dict(pipeline.saved) for pipeline in setup.pipelines if pipeline.saved is not None]
    stages = [
        stage
        for pipeline in setup.pipelines
        for stage in _changed_objects(pipeline, by_id.get(pipeline.id))
    ]
    new = [change for change in changes if change.is_new]
    return {
        "pipelines": pipelines + [{"name": change.pipeline} for change in new],
        "stages": stages + [dict(stage.fields) for change in new for stage in change.stages],
    }
