"""`salestoolkit new-report` and `salestoolkit check`: report notebooks of the team's own."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Annotated

import typer

from salestoolkit.cli.app import FAULT, LanguageOption, app, words_of
from salestoolkit.errors import InvalidValue

FORMATS = ("text", "json")


@app.command("new-report")
def new_report(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the notebook: weekly_mix.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder for it.")] = Path(),
    language: LanguageOption = None,
) -> None:
    """Begin a report notebook of your own, which works at once, with its test."""
    from salestoolkit.reports.own.new_report import new_report as begin

    words = words_of(language)
    made = begin(name, to=to, language=words.language)
    chosen = "" if words.language == "en" else f" --language {words.language}"
    tried = f"salestoolkit check {shlex.quote(str(made.notebook))} --run{chosen}"
    print(words.text("own_reports.new.notebook", path=str(made.notebook)))
    print(words.text("own_reports.new.test", path=str(made.test)))
    print(words.text("own_reports.new.open"))
    print(words.text("own_reports.new.tried", command=tried))
    tested = f"pytest {shlex.quote(str(made.test))}"
    print(words.text("own_reports.new.tested", command=tested))
    print(words.text("own_reports.new.batch"))
    print(f"\n{made.batch_lines}")


@app.command()
def check(
    notebook: Annotated[Path, typer.Argument(metavar="NOTEBOOK", help="A report notebook.")],
    run: Annotated[bool, typer.Option("--run", help="Run it once, too.")] = False,
    book: Annotated[
        str | None,
        typer.Option("--book", metavar="BOOK", help="With these deals; else a sample company's."),
    ] = None,
    seconds: Annotated[
        int, typer.Option(metavar="N", min=1, help="How long one cell may take.")
    ] = 120,
    form: Annotated[str, typer.Option("--format", metavar="text|json", help="Output.")] = "text",
    language: LanguageOption = None,
) -> int:
    """Say what would go wrong with a report notebook; exit code 1 where something would."""
    from salestoolkit.reports.own.check_notebook import check_notebook
    from salestoolkit.reports.own.told import check_lines, check_record
    from salestoolkit.sources.remote_books.address import book_place

    words = words_of(language)
    if form not in FORMATS:
        raise InvalidValue("unknown_format", value=form, allowed=", ".join(FORMATS))
    checked = check_notebook(
        notebook,
        run=run or book is not None,
        book=book_place(book, None),
        language=words.language,
        seconds=seconds,
    )
    if form == "json":
        print(json.dumps(check_record(words, checked), ensure_ascii=False, indent=2))
    else:
        print("\n".join(check_lines(words, checked)))
    return FAULT if checked.faults else 0
