"""What a run has to do: the reports of the batch, what stands above them, and which are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.batch_file import Batch
from salestoolkit.reports.batch.digests import Digests, combined
from salestoolkit.reports.batch.fingerprint import Sources
from salestoolkit.reports.batch.plan_cache import keep_plan, kept_plan, plan_key
from salestoolkit.reports.batch.planned import PlannedReport


@dataclass(frozen=True, kw_only=True)
class Todo:
    """The reports of a batch in the order of its file, and what a run is about.

    ``day`` is that of the data, None without a book whose day is known; ``notices`` stand above the
    pages, such as that the data are old, in the batch's language.
    """

    plan: tuple[PlannedReport, ...]
    day: date | None = None
    notices: tuple[str, ...] = ()


def planned_reports(batch: Batch, state: Path, *, today: date) -> Todo:
    """What a batch asks for on a day.

    Parameters
    ----------
    state : Path
        Where what was worked out is kept for the next time; nothing is kept where there is no such folder.

    Raises
    ------
    SalesToolkitError
        What is wrong with the batch, or ``export_too_old``.
    """
    digests = Digests(state)
    sources = Sources(batch.book, batch.as_of, digests)
    key = plan_key(batch, sources, digests)
    plan = None if key is None else kept_plan(state, key)
    if plan is None:
        from salestoolkit.reports.batch.planning import plan_batch

        plan = plan_batch(batch, sources)
        if key is not None:
            keep_plan(state, key, plan)
    digests.keep()
    notices = _notices(batch, sources, today)
    first = notices.get(batch.languages[0])
    return Todo(
        plan=tuple(with_notices(plan, notices)),
        day=batch.as_of or sources.exported,
        notices=() if first is None else (first,),
    )


def with_notices(plan: Iterable[PlannedReport], notices: dict[str, str]) -> Iterator[PlannedReport]:
    """The reports with what stands above them, which their fingerprint counts."""
    for report in plan:
        notice = notices.get(report.language, "")
        if not notice:
            yield report
            continue
        mark = None if report.fingerprint is None else combined([report.fingerprint, notice])
        yield replace(report, notice=notice, fingerprint=mark)


def chosen_reports(plan: Sequence[PlannedReport], only: Sequence[str]) -> list[PlannedReport]:
    """The reports that a pattern fits; all of them without one.

    Raises
    ------
    ReportError
        ``batch_only_nothing`` where none fits.
    """
    if not only:
        return list(plan)
    found = [one for one in plan if any(_fits(one, pattern) for pattern in only)]
    if not found:
        raise ReportError("batch_only_nothing", value=", ".join(only), allowed=plan[0].key)
    return found


def _fits(report: PlannedReport, pattern: str) -> bool:
    names = (report.key, report.label, report.kind or report.notebook.name)
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for name in names)


def _notices(batch: Batch, sources: Sources, today: date) -> dict[str, str]:
    """What stands above the pages, by language; nothing where the data are fresh enough."""
    if batch.freshness is None or sources.exported is None:
        return {}
    from salestoolkit.reports.delivery.freshness import notice, stale_export
    from salestoolkit.words import load_words

    stale = stale_export(batch.freshness, exported=sources.exported, today=today)
    if stale is None:
        return {}
    languages = {one for request in batch.reports for one in request.languages}
    return {
        language: notice(stale, load_words(language)) for language in {*languages, *batch.languages}
    }
