"""Saved answers of a CRM about its set-up, read into pipelines and stages."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.crm_setup import hubspot, pipedrive
from salestoolkit.sources.crm_setup.model import CrmPipeline, CrmSetup, CrmStage, Saved
from salestoolkit.sources.crm_setup.pipedrive import DAYS_NAMES
from salestoolkit.sources.files.tables import bytes_of

LISTS = ("data", "results", "items", "pipelines", "stages")
"""Under these keys an answer keeps its objects."""

PLANNED = "setup"
"""Under this key a plan of ours keeps the whole set-up."""


def read_setup_files(paths: Sequence[Path]) -> CrmSetup:
    """Read saved pipelines and stages of one CRM: single objects, lists, or whole answers.

    Raises
    ------
    ImportFailed
        ``file_missing`` and the like, ``unreadable_json``, or what `setup_of` refuses.
    """
    files = [Path(path) for path in paths]
    return setup_of(
        [_document(path) for path in files], file=", ".join(path.name for path in files)
    )


def setup_of(answers: Any, *, file: str = "–") -> CrmSetup:
    """A CRM's set-up in saved answers, however they are wrapped; ``file`` is where they came from.

    Raises
    ------
    ImportFailed
        ``failed_answer``, ``crm_setup_unrecognised``, ``crm_setup_unsent``, ``crm_setups_mixed``,
        ``crm_setup_id_twice``, ``crm_setup_name``, ``crm_setup_number``, ``crm_setup_share``,
        ``crm_pipeline_unknown``, ``crm_pipeline_twice``.
    """
    found: dict[tuple[str, str], dict[str, Saved]] = defaultdict(dict)
    for saved in _objects(answers, file):
        kind = _kind(saved)
        if kind is None:
            raise _unrecognised(file, saved)
        if kind == ("hubspot", "pipeline"):
            _check_stages(saved["stages"], file)
        _keep(found[kind], saved, file)
    crms = sorted({crm for crm, _ in found})
    if not crms:
        raise _unrecognised(file, {})
    if len(crms) > 1:
        raise ImportFailed("crm_setups_mixed", value=", ".join(crms))
    pipelines = found[crms[0], "pipeline"]
    if crms == ["hubspot"]:
        listed = tuple(hubspot.read_pipeline(saved) for saved in pipelines.values())
        return CrmSetup(crm="hubspot", pipelines=_checked(listed))
    stages = found["pipedrive", "stage"]
    return CrmSetup(crm="pipedrive", pipelines=_checked(_pipedrive(pipelines, stages)))


def _keep(found: dict[str, Saved], saved: Saved, file: str) -> None:
    """Keep an object by its id; the same one may be in several answers."""
    if found.setdefault(str(saved["id"]), saved) != saved:
        raise ImportFailed("crm_setup_id_twice", file=file, value=str(saved["id"]))


def _check_stages(stages: Sequence[Any], file: str) -> None:
    """Refuse stages inside a pipeline that are none, or that share an id."""
    found: dict[str, Saved] = {}
    for stage in stages:
        if not isinstance(stage, Mapping) or not _has_id(stage):
            raise _unrecognised(file, stage if isinstance(stage, Mapping) else {str(stage): None})
        _keep(found, stage, file)
    if len(found) < len(stages):
        twice = next(key for key in found if [str(s["id"]) for s in stages].count(key) > 1)
        raise ImportFailed("crm_setup_id_twice", file=file, value=twice)


def _has_id(saved: Saved) -> bool:
    return isinstance(saved.get("id"), int | str) and not isinstance(saved["id"], bool)


def _unrecognised(file: str, saved: Saved) -> ImportFailed:
    """What is wrong with an object: it is of another kind, or the CRM has not given it an id yet."""
    if saved.get("id") is None and {"name", "label"} & saved.keys():
        name = saved.get("name") or saved.get("label")
        return ImportFailed("crm_setup_unsent", file=file, value=str(name))
    columns = ", ".join(map(str, saved)) or "–"
    return ImportFailed("crm_setup_unrecognised", file=file, columns=columns)


def _pipedrive(
    pipelines: Mapping[str, Saved], stages: Mapping[str, Saved]
) -> tuple[CrmPipeline, ...]:
    by_pipeline: dict[str, list[CrmStage]] = defaultdict(list)
    named: dict[str, str] = {}
    for place, saved in enumerate(stages.values()):
        key = str(saved["pipeline_id"])
        by_pipeline[key].append(pipedrive.read_stage(saved, place))
        if isinstance(saved.get("pipeline_name"), str):
            named[key] = saved["pipeline_name"]
    unnamed = [key for key in by_pipeline if key not in pipelines and key not in named]
    if unnamed:
        raise ImportFailed("crm_pipeline_unknown", value=", ".join(unnamed))
    return tuple(
        pipedrive.read_pipeline(key, pipelines.get(key), named.get(key), by_pipeline[key])
        for key in dict.fromkeys((*pipelines, *by_pipeline))
    )


def _checked(pipelines: tuple[CrmPipeline, ...]) -> tuple[CrmPipeline, ...]:
    names = [pipeline.name for pipeline in pipelines if not pipeline.gone]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise ImportFailed("crm_pipeline_twice", value=", ".join(twice))
    return pipelines


def _document(path: Path) -> Any:
    try:
        return json.loads(bytes_of(path))
    except UnicodeDecodeError as error:
        raise ImportFailed("unreadable_json", file=path.name, value=1) from error
    except json.JSONDecodeError as error:
        raise ImportFailed("unreadable_json", file=path.name, value=error.lineno) from error
    except RecursionError as error:
        raise ImportFailed("unreadable_json", file=path.name, value=1) from error


def _objects(answer: Any, file: str) -> Iterator[Saved]:
    """Every pipeline and stage in an answer, however it is wrapped."""
    if isinstance(answer, list):
        for item in answer:
            yield from _objects(item, file)
    elif isinstance(answer, Mapping):
        if answer.get("success") is False or answer.get("status") == "error":
            reason = answer.get("error") or answer.get("message")
            raise ImportFailed("failed_answer", file=file, value=str(reason))
        if PLANNED in answer:
            yield from _objects(answer[PLANNED], file)
            return
        wrapped = [] if _kind(answer) else [answer[key] for key in LISTS if key in answer]
        if wrapped:
            for inner in wrapped:
                yield from _objects(inner, file)
        else:
            yield answer
    elif answer is not None:
        raise _unrecognised(file, {str(answer): None})


def _kind(saved: Saved) -> tuple[str, str] | None:
    """Whose object this is, and whether it is a pipeline or a stage."""
    keys = saved.keys()
    if not _has_id(saved):
        return None
    if {"id", "label", "stages"} <= keys and isinstance(saved["stages"], list):
        return "hubspot", "pipeline"
    if {"id", "name", "pipeline_id"} <= keys:
        return "pipedrive", "stage"
    # a stage that has lost its pipeline is no pipeline
    if {"id", "name"} <= keys and not keys & {name for names in DAYS_NAMES for name in names}:
        return "pipedrive", "pipeline"
    return None
