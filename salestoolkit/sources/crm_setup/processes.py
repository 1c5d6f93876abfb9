"""Sales processes made from a CRM's own set-up."""

from __future__ import annotations

from pathlib import Path

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.sources.building.stages import universal_stage
from salestoolkit.sources.crm_setup.answers import read_setup_files
from salestoolkit.sources.crm_setup.model import CrmPipeline, CrmSetup, CrmStage
from salestoolkit.sources.processes.keys import RESERVED


def process_from_crm(
    *paths: Path | str, language: str | None = None
) -> dict[str | None, SalesProcess]:
    """The sales process of each pipeline of a CRM, from saved answers about its set-up.

    Read are Pipedrive's pipelines and stages and HubSpot's deal pipelines, as single objects, lists or
    whole answers; see `read_setup_files` for what is refused.

    Examples
    --------
    >>> process_from_crm("pipelines.json", "stages.json")  # doctest: +SKIP
    {'Sales': SalesProcess(name='Sales', ...)}
    """
    return processes_of(read_setup_files([Path(path) for path in paths]), language=language)


def processes_of(setup: CrmSetup, *, language: str | None = None) -> dict[str | None, SalesProcess]:
    """A process for each pipeline in use; stages that close a deal are no stages of a process.

    A stage's key is its name in the CRM, which is what an export holds; ``crm`` keeps its id, by which
    it is found again when it has got another name.
    """
    return {
        pipeline.name: SalesProcess(
            name=pipeline.name,
            pipeline=pipeline.name,
            language=language,
            stages=_stages(pipeline),
        )
        for pipeline in setup.pipelines
        if not pipeline.gone
    }


def _stages(pipeline: CrmPipeline) -> tuple[Stage, ...]:
    taken: set[str] = set()
    stages = []
    for stage in pipeline.stages:
        if stage.is_open:
            key = _key(stage, taken)
            taken.add(key)
            stages.append(_stage(stage, key))
    return tuple(stages)


def _key(stage: CrmStage, taken: set[str]) -> str:
    """The stage's name; with its id where the name is taken, or a word of the stage log."""
    key = stage.name
    while key in taken or key.casefold() in RESERVED:
        key = f"{key} ({stage.id})"
    return key


def _stage(stage: CrmStage, key: str) -> Stage:
    return Stage(
        key=key,
        name=stage.name,
        universal=universal_stage(stage.name),
        target_days=stage.days,
        win_probability=stage.chance,
        crm=(stage.id,),
    )
