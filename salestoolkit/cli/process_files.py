"""`salestoolkit process new, show, check, diff, publish, review`: the file of a team's process."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, parse_date, words_of
from salestoolkit.cli.process import chosen_processes, process_app
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.process import SalesProcess
    from salestoolkit.words import Words

LINE_LENGTH = 2000
"""What a file says is cut there: nobody reads a longer line in a terminal."""

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The process file.")]
VersionArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="A process file, or a version of it: FILE@2.")
]
PipelineOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Which process, where the file holds several.")
]


@process_app.command("new")
def new(
    name: Annotated[
        str, typer.Argument(metavar="TEMPLATE", help="universal, real_estate, ... to start from.")
    ],
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The new process file.")],
    market: Annotated[
        str | None, typer.Option(metavar="pl|uk|us", help="Where the team sells.")
    ] = None,
    offer: Annotated[
        str | None, typer.Option(metavar="product|service", help="What it sells.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Start a process file from a template; a file that is there stays."""
    from salestoolkit.sources.processes import save_processes
    from salestoolkit.sources.templates import template

    words = words_of(language)
    if to.exists():
        raise InvalidValue("process_exists", value=str(to))
    processes = template(name, language=words.language, market=market, offer=offer)
    saved = save_processes(to, processes, language=words.language)
    stages = words.count("stage", sum(len(process.stages) for process in processes))
    print(words.text("process_files.written", path=str(saved.path), stages=stages))


@process_app.command("show")
def show(
    file: FileArgument, pipeline: PipelineOption = None, language: LanguageOption = None
) -> None:
    """Print a process as an outline, in the language asked for."""
    from salestoolkit.words.process_outline import process_outline

    words = words_of(language)
    for process in chosen_processes(file, pipeline):
        for section in process_outline(_in(words, process), words):
            _print(section.title, section.lines)


@process_app.command("check")
def check(file: FileArgument, language: LanguageOption = None) -> None:
    """Check that a process file is valid, and name what the map still lacks."""
    from salestoolkit.core.process_checks import check_process
    from salestoolkit.words.process_checks import check_sentences

    words = words_of(language)
    processes = chosen_processes(file, None)
    print(words.text("process_files.valid", path=str(file)))
    for process in processes:
        said = _in(words, process)
        gaps = check_sentences(check_process(said), said, words)
        _print(said.name, gaps or (words.text("process_files.complete"),))


@process_app.command("diff")
def diff_command(
    old: VersionArgument, new: VersionArgument, language: LanguageOption = None
) -> None:
    """Say what changed between two process files, or versions of them, as a changelog."""
    from salestoolkit.sources.processes import read_version

    words = words_of(language)
    before, after = read_version(old), read_version(new)
    said = False
    for title, lines in _differences(before, after, words):
        _print(title, lines)
        said = True
    if not said:
        print(words.text("process_diff.none"))


@process_app.command("publish")
def publish(
    file: FileArgument,
    author: Annotated[str, typer.Option(metavar="NAME", help="Who changed the process.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it was changed.")],
    day: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="First day it holds, YYYY-MM-DD; else today."),
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Publish the process as it is now: note date, author and reason, and keep a copy of it."""
    from salestoolkit.sources.processes import publish_version

    words = words_of(language)
    held = parse_date(day, "--date") or date.today()
    done = publish_version(file, author=author, reason=reason, day=held)
    print(
        words.text(
            "process_files.published",
            number=str(done.snapshot.number),
            date=done.version.date,
            path=str(done.snapshot.path),
        )
    )


@process_app.command("review")
def review_command(
    file: FileArgument,
    remarks: Annotated[
        Path, typer.Option(metavar="FILE", help="The filled sheet revision_remarks.")
    ],
    pipeline: PipelineOption = None,
    language: LanguageOption = None,
) -> None:
    """Gather the team's remarks on the process by stage, open ones first."""
    from salestoolkit.core.process_review import review
    from salestoolkit.sources.sheets import load_sheet, read_sheet
    from salestoolkit.words.process_review import (
        review_groups,
        review_headline,
        whole_process_words,
    )

    words = words_of(language)
    processes = chosen_processes(file, pipeline)
    if len(processes) > 1:
        names = ", ".join(process.pipeline or process.name for process in processes)
        raise InvalidValue("process_of_which", file=str(file), allowed=names)
    if not remarks.exists():
        raise BookError("process_no_file", value=str(remarks))
    entries = read_sheet(remarks, load_sheet("revision_remarks", words.language))
    whole = [word for name in ("en", "pl") for word in whole_process_words(words_of(name))]
    found = review([entry.values for entry in entries], _in(words, processes[0]), whole=whole)
    _print(review_headline(found, words), ())
    for group in review_groups(found, words):
        _print(group.title, group.lines)


def _in(words: Words, process: SalesProcess) -> SalesProcess:
    """The process in the reader's language; what is not translated is marked with its own."""
    from salestoolkit.core.process_language import in_language

    return in_language(process, words.language, mark=f"{{text}} ({process.language})")


def _differences(
    before: Mapping[str | None, SalesProcess],
    after: Mapping[str | None, SalesProcess],
    words: Words,
) -> Iterable[tuple[str, tuple[str, ...]]]:
    """What changed, pipeline by pipeline: processes that both have, that went, that came."""
    from salestoolkit.core.process_diff import diff
    from salestoolkit.words.process_diff import changelog

    pairs = [(before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])]
    if len(before) == len(after) == 1:
        # a file with one process that got another pipeline holds the same process still
        pairs = [(next(iter(before.values())), next(iter(after.values())))]
    for old, new in pairs:
        if old is None and new is not None:
            stages = words.count("stage", len(new.stages))
            yield words.text("process_files.only_new", name=new.name, stages=stages), ()
        elif new is None and old is not None:
            yield words.text("process_files.only_old", name=old.name), ()
        elif old is not None and new is not None:
            groups = changelog(diff(_in(words, old), _in(words, new)), words)
            if groups and len(pairs) > 1:
                name = new.pipeline or new.name
                yield words.text("process_files.pipeline", pipeline=name), ()
            yield from ((group.title, group.lines) for group in groups)


def _print(title: str, lines: Iterable[str]) -> None:
    """A heading and its lines; they are wrapped and indented only for who reads a terminal."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from salestoolkit.words.errors import plain

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    console.print(Text(plain(title, length=LINE_LENGTH), style="bold"))
    for line in lines:
        deeper = len(line) - len(line.lstrip())
        text = Text(plain(line, length=LINE_LENGTH))
        if console.is_terminal:
            console.print(Padding(text, (0, 0, 0, 2 + deeper)))
        else:
            console.print(Text(" " * (2 + deeper)) + text)
