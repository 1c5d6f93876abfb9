"""`salestoolkit process compare, before-after`: a process held against what deals did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salestoolkit.cli.app import LanguageOption, parse_date, words_of
from salestoolkit.cli.books import AudienceOption, named_part
from salestoolkit.cli.process import process_app
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.book.deal_book import DealBook
    from salestoolkit.core.before_after import BeforeAfter
    from salestoolkit.core.process import SalesProcess
    from salestoolkit.words import Words

BookOption = Annotated[
    Path, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")
]
PipelineOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Whose deals; else those the process names.")
]


@process_app.command("compare")
def compare(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The process file.")],
    book: BookOption,
    pipeline: PipelineOption = None,
    language: LanguageOption = None,
) -> None:
    """Hold a process against its deals: stages nobody enters, ways off the map, waits, hand-overs."""
    from salestoolkit.core.process_reality import compare_with_reality
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.words.process_lines import meant_lines, off_lines, stage_lines
    from salestoolkit.words.process_reality import reality_findings, reality_headline

    words = words_of(language)
    opened = open_book(book)
    for process, name in _pairs(file, opened, pipeline):
        reality = compare_with_reality(_in(words, process), opened, pipeline=name)
        print(reality_headline(words, reality))
        for finding in reality_findings(words, reality):
            print(f"  {finding.sentence} ({finding.evidence})")
            print(f"    {finding.action}")
        _section(words.text("reality.stage.heading"), stage_lines(words, reality))
        _section(words.text("reality.heading.off"), off_lines(words, reality))
        _section(words.text("reality.heading.meant"), meant_lines(words, reality))


@process_app.command("before-after")
def before_after(
    book: BookOption,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="First day of the change.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--process", metavar="FILE.toml", help="Every version of this process."),
    ] = None,
    part: Annotated[
        str | None,
        typer.Option("--part", "--per-part", metavar="COLUMN=VALUE", help="Only these deals."),
    ] = None,
    horizon: Annotated[
        int | None,
        typer.Option("--horizon", metavar="DAYS", help="Days that a deal has to be won in."),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Whose values are compared.")
    ] = None,
    pipeline: PipelineOption = None,
    audience: AudienceOption = None,
    language: LanguageOption = None,
) -> None:
    """Are we closing more or fewer deals than before a change? Win probability, time and value."""
    from salestoolkit.core.before_after import before_and_after, each_version
    from salestoolkit.sources.books.store import open_book

    words = words_of(language)
    changed_on = parse_date(on, "--on")
    if (changed_on is None) == (file is None):
        raise InvalidValue("one_of_two_options", allowed="--on DATE, --process FILE.toml")
    opened = open_book(book)
    options: dict[str, Any] = {
        "part": named_part(opened, part, audience=audience),
        "horizon_days": horizon,
        "currency": currency,
    }
    if changed_on is not None:
        _tell(words, before_and_after(opened, changed_on, pipeline=pipeline, **options))
        return
    assert file is not None
    for process, name in _pairs(file, opened, pipeline):
        results = each_version(opened, process, pipeline=name, **options)
        if not results:
            print(words.text("before_after.note.no_versions"))
        for result in results:
            _tell(words, result)


def _tell(words: Words, result: BeforeAfter) -> None:
    """Print one comparison: the answer, the measures, what they rest on."""
    from salestoolkit.words.before_after import (
        before_after_headline,
        before_after_notes,
        measure_sentences,
        version_line,
    )

    version = version_line(words, result)
    if version is not None:
        print(version)
    print(before_after_headline(words, result))
    for line in (*measure_sentences(words, result).values(), *before_after_notes(words, result)):
        print(f"  {line}")


def _pairs(
    file: Path, book: DealBook, pipeline: str | None
) -> Iterable[tuple[SalesProcess, str | None]]:
    """Processes of a file with the pipeline of the book that each describes.

    A file with one process describes whatever pipeline is asked for; of several, those that name a
    pipeline of the book.
    """
    from salestoolkit.sources.processes import read_team_processes

    processes = list(read_team_processes(file).values())
    if len(processes) == 1:
        return [(processes[0], book.pipeline_for(processes[0], pipeline))]
    wanted = [pipeline] if pipeline is not None else list(book.processes)
    chosen = [process for process in processes if process.pipeline in wanted]
    if not chosen:
        names = ", ".join(process.pipeline or process.name for process in processes)
        raise InvalidValue("process_of_which", file=str(file), allowed=names)
    return [(process, book.pipeline_for(process, pipeline)) for process in chosen]


def _in(words: Words, process: SalesProcess) -> SalesProcess:
    """The process as its readers' language has it; what is not translated stays as written."""
    from salestoolkit.core.process_language import in_language

    return in_language(process, words.language)


def _section(title: str, lines: Sequence[str]) -> None:
    if lines:
        print(title)
    for line in lines:
        print(f"  {line}")
