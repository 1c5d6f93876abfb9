"""What would change in a CRM's set-up if it were to say what a process says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from salestoolkit.sources.crm_setup.model import Crm

StageKind = Literal["created", "changed", "unchanged", "left", "closing"]
Aspect = Literal["name", "place", "probability", "days"]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that changes in a stage; a place counts the open stages from 1."""

    aspect: Aspect
    old: str | float | None
    new: str | float | None


@dataclass(frozen=True, kw_only=True)
class Rounded:
    """A value that the CRM takes only in another form: ``wanted`` is the process's, ``sent`` the CRM's.

    ``sent`` is None where the CRM has no place for it.
    """

    stage: str
    aspect: Aspect
    wanted: float
    sent: float | None


@dataclass(frozen=True, kw_only=True)
class StageChange:
    """What happens to one stage.

    ``left`` is a stage that the process does not have: it is not touched, since deals may stand in it.
    ``closing`` is one that closes deals; it stays. ``fields`` is what is sent: the whole stage where it
    is created, else only what changes.
    """

    kind: StageKind
    stage: str
    id: str | None = None
    differences: tuple[Difference, ...] = ()
    fields: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class PipelineChange:
    """What happens to one pipeline; ``is_new`` where the CRM has none of its name."""

    pipeline: str
    is_new: bool
    id: str | None
    stages: tuple[StageChange, ...]

    def of_kind(self, kind: StageKind) -> tuple[StageChange, ...]:
        """The stages to which this happens, in their order."""
        return tuple(stage for stage in self.stages if stage.kind == kind)


@dataclass(frozen=True, kw_only=True)
class SetupPlan:
    """A CRM's set-up as a process wants it, and what that changes; nothing is sent.

    ``setup`` is the whole set-up afterwards, in the CRM's own shape: every object that was read, with
    its ids and all that no process knows, and the new ones without an id. ``untouched`` are pipelines
    that no process is about.
    """

    crm: Crm
    pipelines: tuple[PipelineChange, ...]
    setup: Mapping[str, Any]
    rounded: tuple[Rounded, ...] = ()
    untouched: tuple[str, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether the CRM says already what the process says."""
        return not any(
            pipeline.is_new or stage.fields
            for pipeline in self.pipelines
            for stage in pipeline.stages
        )

    def document(self) -> dict[str, Any]:
        """What is written to a file: what to create, what to change, what is left, and the whole set-up."""
        return {
            "crm": self.crm,
            "pipelines": [_sent(pipeline) for pipeline in self.pipelines],
            "setup": self.setup,
        }


def _sent(pipeline: PipelineChange) -> dict[str, Any]:
    return {
        "name": pipeline.pipeline,
        "id": pipeline.id,
        "create": [dict(stage.fields) for stage in pipeline.of_kind("created")],
        "update": [
            {"id": stage.id, "fields": dict(stage.fields)}
            for stage in pipeline.stages
            if stage.id is not None and stage.fields
        ],
        "not_in_the_process": [
            {"id": stage.id, "name": stage.stage} for stage in pipeline.of_kind("left")
        ],
    }
