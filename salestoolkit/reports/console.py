"""What the command line says while pages are made, and when they are done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from salestoolkit.reports.labels import dimension_label, page_label
from salestoolkit.reports.make import PageResult, ReportJob
from salestoolkit.words import Words

COUNTS = ("deals", "won", "lost", "open")


def make_and_tell(job: ReportJob, words: Words) -> int:
    """Make the pages, print where each lies and what they add up to; 1 where a page failed."""
    results: list[PageResult] = []
    with _progress(len(job.pages), words.text("cli.report.progress")) as advance:
        for result in job.run():
            results.append(result)
            tell_page(result, words)
            advance()
    for line in sums(results, words):
        print(line)
    return 1 if any(result.error for result in results) else 0


def tell_page(result: PageResult, words: Words) -> None:
    """Print a page's name, its number of deals and its files; a failure goes to stderr."""
    label = page_label(words, result.spec)
    if result.error is not None:
        sentence = words.error(result.error)
        text = words.text("cli.report.failed", page=label, sentence=sentence)
        print(text, file=sys.stderr, flush=True)
        return
    totals = result.record.get("totals")
    if totals is None:
        print(result.record["title"])
    else:
        deals = words.count("deal", totals["deals"])
        print(words.text("cli.report.page", page=label, deals=deals))
    for written in result.files.values():
        print(words.text("cli.report.file", path=str(written.path)))
        if written.copy is not None:
            print(words.text("cli.report.copy", path=str(written.copy)))
    sys.stdout.flush()


def sums(results: Sequence[PageResult], words: Words) -> Iterator[str]:
    """For each set of pages, that their deals add up to those of the page for all."""
    for whole in results:
        parts = [one for one in results if _same_set(one, whole) and one is not whole]
        if not parts or whole.spec.dimension is not None or "totals" not in whole.record:
            continue
        if not any(r.error for r in (whole, *parts)):
            yield _sum(whole, parts, words)


def _same_set(one: PageResult, other: PageResult) -> bool:
    kept = ("language", "currency", "pipeline")
    return all(getattr(one.spec, name) == getattr(other.spec, name) for name in kept)


def _sum(whole: PageResult, parts: Sequence[PageResult], words: Words) -> str:
    added = {name: _add(parts, name) for name in COUNTS}
    fields = {
        "dimension": dimension_label(words, parts[0].spec.dimension or "other"),
        "pages": words.count("page", len(parts)),
        "deals": words.count("deal", added["deals"]),
    }
    totals = whole.record["totals"]
    if any(added[name] != totals[name] for name in COUNTS):
        return words.text(
            "cli.report.sum_differs", all=words.count("deal", totals["deals"]), **fields
        )
    return words.text("cli.report.sum", **fields, **{name: added[name] for name in COUNTS[1:]})


def _add(parts: Iterable[PageResult], name: str) -> int:
    return sum(int(part.record["totals"][name]) for part in parts)


@contextmanager
def _progress(total: int, text: str) -> Iterator[Callable[[], None]]:
    """One bar for all pages, on a terminal only."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(text, total=total)
        yield lambda: bar.advance(task)


def split_formats(text: str) -> list[str]:
    """``html,json`` as a list; each once, in the order given."""
    return list(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
