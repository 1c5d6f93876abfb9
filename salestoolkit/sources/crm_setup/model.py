"""A CRM's set-up: its pipelines and their stages, each with the object it was saved as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Crm = Literal["pipedrive", "hubspot"]
CRMS: tuple[Crm, ...] = ("pipedrive", "hubspot")

Saved = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class CrmStage:
    """A stage of a CRM's pipeline.

    ``order`` is its number in the CRM, ``chance`` its chance to win (0-1, None where never set),
    ``days`` after how many days a deal is marked as stale, ``fate`` won or lost where it closes a
    deal; ``gone`` says that the CRM keeps it as deleted. ``saved`` is the object as it was read.
    """

    id: str
    name: str
    order: float
    chance: float | None
    days: float | None
    fate: str | None
    gone: bool
    saved: Saved

    @property
    def is_open(self) -> bool:
        """Whether deals that are neither won nor lost stand here."""
        return self.fate is None and not self.gone


@dataclass(frozen=True, kw_only=True)
class CrmPipeline:
    """A pipeline and its stages in order; ``saved`` is None where only its stages were saved."""

    id: str
    name: str
    stages: tuple[CrmStage, ...]
    gone: bool = False
    saved: Saved | None = None

    @property
    def in_use(self) -> tuple[CrmStage, ...]:
        """Stages that the CRM does not keep as deleted."""
        return tuple(stage for stage in self.stages if not stage.gone)


@dataclass(frozen=True, kw_only=True)
class CrmSetup:
    """All pipelines that were read from one CRM."""

    crm: Crm
    pipelines: tuple[CrmPipeline, ...]
