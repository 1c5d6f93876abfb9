"""`salestoolkit leads form`: which question of a form loses visitors, and which helps to qualify."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from salestoolkit.cli.app import LanguageOption, parse_date, words_of
from salestoolkit.cli.lead_sources import leads_app


@leads_app.command("form")
def form(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="List of form sessions: one row a visit.")
    ],
    needed: Annotated[
        list[str] | None,
        typer.Option("--needed", metavar="QUESTION", help="Needed to get back to people."),
    ] = None,
    questions: Annotated[
        str | None,
        typer.Option(metavar="A,B,C", help="Questions in the order of the form."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Day of the list; else its latest session."),
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Say which question of a form loses visitors, which helps to qualify, and what to do."""
    from salestoolkit.core.capture_form import audit_form
    from salestoolkit.sources.form_sessions import chosen_questions, read_form_sessions
    from salestoolkit.words.capture_form import form_lines

    words = words_of(language)
    order = [name.strip() for name in questions.split(",") if name.strip()] if questions else []
    day = parse_date(as_of, "--as-of")
    read = read_form_sessions(file, questions=order)
    audit = audit_form(
        read.sessions,
        as_of=day or read.last_day or date.fromtimestamp(file.stat().st_mtime),
        needed=chosen_questions(needed or (), read.sessions.questions),
    )
    print("\n".join(form_lines(audit, read, words, file=file.name)))
