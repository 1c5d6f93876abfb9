"""`salestoolkit process to-excel, from-excel, to-crm, from-crm`: a process in other programs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, words_of
from salestoolkit.cli.process import process_app

if TYPE_CHECKING:
    from salestoolkit.core.process import SalesProcess
    from salestoolkit.words import Words

FileArgument = Annotated[Path, typer.Argument(metavar="FILE.toml", help="The process file.")]


@process_app.command("to-excel")
def to_excel_command(
    file: FileArgument,
    to: Annotated[Path, typer.Option("--to", metavar="FILE.xlsx", help="The workbook.")],
    language: LanguageOption = None,
) -> None:
    """Write a process file as an Excel workbook; a file that is there is copied first."""
    from salestoolkit.sources.process_excel import to_excel
    from salestoolkit.sources.processes.read import parse_processes, read_text

    words = words_of(language)
    text = read_text(file)
    processes = parse_processes(text, file=str(file))
    copy = to_excel(processes, to, source_text=text, language=words.language)
    _tell(words, to, copy, processes.values())


@process_app.command("from-excel")
def from_excel_command(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE.toml", help="The process file.")],
    language: LanguageOption = None,
) -> None:
    """Write a workbook of stages as a process file; a file that is there is copied first."""
    from salestoolkit.sources.process_excel import from_excel
    from salestoolkit.sources.whole_files import write_keeping

    words = words_of(language)
    processes, text = from_excel(file)
    copy = write_keeping(to, text.encode())
    _tell(words, to, copy, processes.values())


@process_app.command("from-crm")
def from_crm_command(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE.json...", help="Saved pipelines and stages of a CRM."),
    ],
    to: Annotated[Path, typer.Option("--to", metavar="FILE.toml", help="The process file.")],
    language: LanguageOption = None,
) -> None:
    """Write a CRM's pipelines and stages as a process file; a file that is there is copied first."""
    from salestoolkit.sources.crm_setup.processes import process_from_crm
    from salestoolkit.sources.processes import dump_processes
    from salestoolkit.sources.whole_files import write_keeping

    words = words_of(language)
    processes = process_from_crm(*files, language=words.language)
    text = dump_processes(processes.values(), language=words.language)
    copy = write_keeping(to, text.encode())
    _tell(words, to, copy, processes.values())


@process_app.command("to-crm")
def to_crm_command(
    file: FileArgument,
    crm: Annotated[str, typer.Option(metavar="pipedrive|hubspot", help="Which CRM it is for.")],
    to: Annotated[Path, typer.Option("--to", metavar="OUT.json", help="What would be sent.")],
    against: Annotated[
        list[Path] | None,
        typer.Option(metavar="SETUP.json", help="What is there: saved pipelines and stages."),
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Write a process as a CRM's set-up, and say what that would change; nothing is sent."""
    import json

    from salestoolkit.sources.crm_setup.answers import read_setup_files
    from salestoolkit.sources.crm_setup.apply import plan_setup
    from salestoolkit.sources.processes import read_team_processes
    from salestoolkit.sources.whole_files import write_keeping
    from salestoolkit.words.crm_setup import setup_lines

    words = words_of(language)
    plan = plan_setup(
        read_team_processes(file).values(),
        crm=crm,
        against=read_setup_files(against) if against else None,
        language=words.language,
    )
    text = json.dumps(plan.document(), ensure_ascii=False, indent=2) + "\n"
    copy = write_keeping(to, text.encode())
    for line in setup_lines(plan, words):
        print(line)
    _tell(words, to, copy, ())


def _tell(words: Words, path: Path, copy: Path | None, processes: Iterable[SalesProcess]) -> None:
    """Say what was written, what each process holds, and where the former file is."""
    from salestoolkit.words.errors import plain

    print(words.text("exchange.cli.written", path=str(path)))
    for process in processes:
        stages = words.count("stage", len(process.stages))
        print("  " + words.text("exchange.cli.stages", process=plain(process.name), stages=stages))
    if copy is not None:
        print(words.text("exchange.cli.copy", path=str(copy)))
