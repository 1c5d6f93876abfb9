"""What would change in a CRM's set-up, in words."""

from __future__ import annotations

from collections.abc import Iterator

from salestoolkit.sources.crm_setup.changes import (
    Difference,
    PipelineChange,
    Rounded,
    SetupPlan,
    StageChange,
)
from salestoolkit.words.errors import plain
from salestoolkit.words.words import Words


def setup_lines(plan: SetupPlan, words: Words) -> list[str]:
    """What would be created, changed and left in a CRM, one line a stage; and that nothing was sent."""
    lines = [line for pipeline in plan.pipelines for line in _pipeline_lines(pipeline, plan, words)]
    lines += [_rounded(item, words) for item in plan.rounded if item.sent is not None]
    if dropped := sum(item.sent is None for item in plan.rounded):
        stages = words.count("stage", dropped)
        lines.append(words.text("exchange.crm.days_dropped", stages=stages))
    if plan.untouched:
        names = ", ".join(plain(name) for name in plan.untouched)
        lines.append(words.text("exchange.crm.untouched", names=names))
    if plan.changes_nothing:
        lines.append(words.text("exchange.crm.unchanged_all"))
    return [*lines, words.text("exchange.crm.nothing_sent")]


def _pipeline_lines(pipeline: PipelineChange, plan: SetupPlan, words: Words) -> Iterator[str]:
    kind = "new" if pipeline.is_new else "found"
    yield words.text(f"exchange.crm.pipeline_{kind}", pipeline=plain(pipeline.pipeline))
    for stage in pipeline.stages:
        what = _what(stage, words)
        yield "  " + words.text("exchange.crm.stage", stage=plain(stage.stage), what=what)
    counts = {
        kind: len(pipeline.of_kind(kind)) for kind in ("created", "changed", "unchanged", "left")
    }
    yield "  " + words.text("exchange.crm.sums", **counts)
    if pipeline.is_new and plan.crm == "pipedrive":
        yield "  " + words.text("exchange.crm.pipeline_id_later")


def _what(stage: StageChange, words: Words) -> str:
    if stage.kind != "changed":
        return words.text(f"exchange.crm.kinds.{stage.kind}")
    return ", ".join(_difference(item, words) for item in stage.differences)


def _difference(item: Difference, words: Words) -> str:
    old, new = (_value(item.aspect, value, words) for value in (item.old, item.new))
    return words.text(f"exchange.crm.aspects.{item.aspect}", old=old, new=new)


def _rounded(item: Rounded, words: Words) -> str:
    return words.text(
        f"exchange.crm.rounded.{item.aspect}",
        stage=plain(item.stage),
        wanted=_value(item.aspect, item.wanted, words, exact=True),
        sent=_value(item.aspect, item.sent, words),
    )


def _value(aspect: str, value: str | float | None, words: Words, *, exact: bool = False) -> str:
    if value is None:
        return words.text("exchange.crm.not_set")
    if isinstance(value, str):
        return plain(value)
    if aspect == "probability":
        return words.percent(value, digits=1 if exact else 0)
    return words.number(value)
