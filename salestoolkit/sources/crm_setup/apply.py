"""A sales process written as a CRM's set-up: what is there is changed, what is not is created."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.building.spelling import stage_key
from salestoolkit.sources.content import load_content
from salestoolkit.sources.crm_setup import hubspot, pipedrive
from salestoolkit.sources.crm_setup.changes import (
    Difference,
    PipelineChange,
    Rounded,
    SetupPlan,
    StageChange,
    StageKind,
)
from salestoolkit.sources.crm_setup.matching import Line, lines_of, pipeline_for, places_moved
from salestoolkit.sources.crm_setup.model import CRMS, Crm, CrmPipeline, CrmSetup
from salestoolkit.sources.crm_setup.write import setup_document

ORDER_FIELDS: Mapping[Crm, str] = {"pipedrive": "order_nr", "hubspot": "displayOrder"}


def plan_setup(
    processes: Iterable[SalesProcess],
    *,
    crm: str,
    against: CrmSetup | None = None,
    language: str = "en",
) -> SetupPlan:
    """How a CRM is set up as the processes say, and what that changes; nothing is sent.

    Only deal stages go to a CRM. Fields that a process does not know stay as they are, and so does a
    stage that it does not have, since deals may stand in it.

    Parameters
    ----------
    against : CrmSetup, optional
        What is there; without it everything is new.
    language : str
        In which new stages for won and lost deals are named, where a process names no language.

    Raises
    ------
    InvalidValue
        ``unknown_crm``, ``crm_differs``, ``crm_no_deal_stages``, ``crm_name_twice``,
        ``crm_two_processes``, ``crm_probability_missing``, ``crm_probability_closes``.
    """
    known = _known_crm(crm, against)
    setup = against or CrmSetup(crm=known, pipelines=())
    listed = tuple(processes)
    pairs = [(process, pipeline_for(process, setup)) for process in listed]
    _check_pairs(pairs)
    changes = []
    for process, pipeline in pairs:
        stages = _deal_stages(process, known)
        first = pipedrive.FIRST_ORDER if known == "pipedrive" else hubspot.FIRST_ORDER
        lines = lines_of(stages, pipeline, first=first)
        changes.append(_pipeline_change(process, pipeline, lines, known, language))
    about = {pipeline.id for _, pipeline in pairs if pipeline is not None}
    return SetupPlan(
        crm=known,
        pipelines=tuple(changes),
        setup=setup_document(setup, changes),
        rounded=tuple(item for process in listed for item in _rounded(process, known)),
        untouched=tuple(
            pipeline.name
            for pipeline in setup.pipelines
            if pipeline.id not in about and not pipeline.gone
        ),
    )


def _known_crm(crm: str, against: CrmSetup | None) -> Crm:
    for known in CRMS:
        if crm == known:
            if against is not None and against.crm != known:
                raise InvalidValue("crm_differs", value=against.crm, allowed=known)
            return known
    raise InvalidValue("unknown_crm", value=crm, allowed=", ".join(CRMS))


def _check_pairs(pairs: Sequence[tuple[SalesProcess, CrmPipeline | None]]) -> None:
    """Refuse two processes that would be one pipeline."""
    seen: set[str] = set()
    for process, pipeline in pairs:
        name = pipeline_name(process) if pipeline is None else pipeline.name
        if name in seen:
            raise InvalidValue("crm_two_processes", value=name)
        seen.add(name)


def pipeline_name(process: SalesProcess) -> str:
    """The name of a process's pipeline in a CRM."""
    return process.name if process.pipeline is None else process.pipeline


def _deal_stages(process: SalesProcess, crm: Crm) -> tuple[Stage, ...]:
    stages = process.deal_stages
    if not stages:
        raise InvalidValue("crm_no_deal_stages", value=process.name)
    names = [stage_key(stage.name) for stage in stages]
    twice = [stage.name for stage in stages if names.count(stage_key(stage.name)) > 1]
    if crm == "hubspot" and twice:
        raise InvalidValue("crm_name_twice", value=twice[0], process=process.name)
    return stages


def _pipeline_change(
    process: SalesProcess,
    pipeline: CrmPipeline | None,
    lines: Sequence[Line],
    crm: Crm,
    language: str,
) -> PipelineChange:
    present = () if pipeline is None else pipeline.in_use
    moved = places_moved(lines, present)
    places = {stage.id: place for place, stage in enumerate(_open(present), 1)}
    stages: list[StageChange] = []
    place = 0
    for line in lines:
        place += line.present is None or line.present.is_open
        if line.wanted is None:
            stages.append(_kept(line, crm))
        elif line.present is None:
            stages.append(_created(line, crm, pipeline))
        else:
            old = places[line.present.id] if line.present.id in moved else None
            stages.append(_changed(line, line.wanted, crm, old, place))
    if pipeline is None and crm == "hubspot":
        stages += _closing(len(lines), process.language or language)
    name = pipeline_name(process) if pipeline is None else pipeline.name
    return PipelineChange(
        pipeline=name,
        is_new=pipeline is None,
        id=None if pipeline is None else pipeline.id,
        stages=tuple(stages),
    )


def _open(stages: Iterable[Any]) -> list[Any]:
    return [stage for stage in stages if stage.is_open]


def _kept(line: Line, crm: Crm) -> StageChange:
    stage = line.present
    assert stage is not None
    fields = {} if stage.order == line.order else {ORDER_FIELDS[crm]: _whole(line.order)}
    kind: StageKind = "left" if stage.is_open else "closing"
    return StageChange(kind=kind, stage=stage.name, id=stage.id, fields=fields)


def _created(line: Line, crm: Crm, pipeline: CrmPipeline | None) -> StageChange:
    stage = line.wanted
    assert stage is not None
    if crm == "hubspot":
        fields = hubspot.new_stage(stage, _whole(line.order))
    else:
        key = None if pipeline is None else _pipeline_id(pipeline)
        fields = pipedrive.new_stage(stage, _whole(line.order), key)
    return StageChange(kind="created", stage=stage.name, fields=fields)


def _pipeline_id(pipeline: CrmPipeline) -> Any:
    """A pipeline's id as its CRM wrote it: there it may be a number."""
    if pipeline.saved is not None:
        return pipeline.saved["id"]
    return pipeline.stages[0].saved["pipeline_id"]


def _changed(line: Line, stage: Stage, crm: Crm, old_place: int | None, place: int) -> StageChange:
    present = line.present
    assert present is not None
    order = present.order if present.order == line.order else _whole(line.order)
    written = hubspot if crm == "hubspot" else pipedrive
    fields = written.changed_fields(present, stage, order)
    found = []
    if present.name != stage.name:
        found.append(Difference(aspect="name", old=present.name, new=stage.name))
    if old_place is not None:
        found.append(Difference(aspect="place", old=old_place, new=place))
    if {"deal_probability", "metadata"} & fields.keys():
        chance = stage.win_probability
        found.append(Difference(aspect="probability", old=present.chance, new=chance))
    if set(fields) & {name for names in pipedrive.DAYS_NAMES for name in names}:
        days = pipedrive.whole_days(stage.target_days)
        found.append(Difference(aspect="days", old=present.days, new=days))
    return StageChange(
        kind="changed" if found else "unchanged",
        stage=stage.name,
        id=present.id,
        differences=tuple(found),
        fields=fields,
    )


def _closing(order: int, language: str) -> list[StageChange]:
    content = load_content(language)
    won, lost = (content.text(f"exchange.crm.closing.{fate}") for fate in ("won", "lost"))
    return [
        StageChange(
            kind="created",
            stage=label,
            fields=hubspot.closing_stage(label, order + place, won=label == won),
        )
        for place, label in enumerate((won, lost))
    ]


def _rounded(process: SalesProcess, crm: Crm) -> Iterable[Rounded]:
    """What the CRM cannot hold as the process has it."""
    for stage in process.deal_stages:
        days, chance = stage.target_days, stage.win_probability
        sent = pipedrive.whole_days(days) if crm == "pipedrive" else None
        if days is not None and days != sent:
            yield Rounded(stage=stage.name, aspect="days", wanted=days, sent=sent)
        if (
            crm == "pipedrive"
            and chance is not None
            and (shown := round(chance * 100) / 100) != chance
        ):
            yield Rounded(stage=stage.name, aspect="probability", wanted=chance, sent=shown)


def _whole(number: float) -> float:
    return int(number) if float(number).is_integer() else number
