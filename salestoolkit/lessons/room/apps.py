"""What a team can use without seeing any code: each what-if, each form and each sheet on its own."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from salestoolkit.errors import InvalidValue, SalesToolkitError
from salestoolkit.lessons.folder import chosen_before, language_of
from salestoolkit.lessons.workshop import Workshop, open_workshop
from salestoolkit.sources.sheet_definitions import load_sheet, sheet_names
from salestoolkit.words import Words

SCENARIOS = "scenarios.toml"
"""In the folder ``team``: what-ifs that the team kept."""
WHAT_IFS, FORMS, SHEETS = "what_ifs", "forms", "sheets"
"""Kinds of apps, in the order in which they are listed."""


def _funnel_what_if(workshop: Workshop) -> Any:
    from salestoolkit.core.what_if_book import what_if_from_book
    from salestoolkit.widgets.what_if import what_if_sliders

    start = what_if_from_book(workshop.own.book)
    path = workshop.team / SCENARIOS
    return what_if_sliders(start, path=path, language=workshop.language)


ON_DEALS: Mapping[str, Callable[[Workshop], Any]] = {
    "funnel_what_if": _funnel_what_if,
    "open_deals": lambda workshop: workshop.open_deals_whatif(workshop.own),
    "pipeline": lambda workshop: workshop.pipeline_whatif(workshop.own),
    "funnel": lambda workshop: workshop.look_into(workshop.own),
    "lead_hours": lambda workshop: workshop.move_hours(workshop.own),
}
"""What-ifs that start from the team's own deals, where it has imported some."""
ON_EXAMPLES: Mapping[str, Callable[[Workshop], Any]] = {
    "territory_moves": lambda workshop: workshop.moves_whatif(),
    "keep_and_grow": lambda workshop: workshop.growth_whatif(),
    "negotiation": lambda workshop: workshop.discount_whatif(),
    "test_plan": lambda workshop: workshop.plan_test(),
    "follow_up": lambda workshop: workshop.plan_follow_up(),
    "luck": lambda workshop: workshop.luck_whatif(),
}
"""What-ifs that start from the sample company or from an example."""
FORM_CALLS: Mapping[str, Callable[[Workshop], Any]] = {
    "process": lambda workshop: workshop.edit_process(),
    "goals": lambda workshop: workshop.goal_form(),
    "qualification": lambda workshop: workshop.qualification_form(),
    "objections": lambda workshop: workshop.plan_answers(),
    "listening": lambda workshop: workshop.listening_drill(),
    "role_play": lambda workshop: workshop.role_play(),
}
"""Forms that do more than fill in a sheet."""
CALLS = {**ON_DEALS, **ON_EXAMPLES, **FORM_CALLS}


@dataclass(frozen=True, kw_only=True)
class App:
    """Something to use on a page of its own."""

    name: str
    kind: str
    title: str


def apps(words: Words) -> tuple[App, ...]:
    """Every app in the order of the list: what-ifs, forms, sheets."""
    named = [
        *((name, WHAT_IFS) for name in (*ON_DEALS, *ON_EXAMPLES)),
        *((name, FORMS) for name in FORM_CALLS),
    ]
    first = [
        App(name=name, kind=kind, title=words.text(f"workshop.apps.titles.{name}"))
        for name, kind in named
    ]
    sheets = [
        App(name=f"sheet_{name}", kind=SHEETS, title=load_sheet(name, words.language).title)
        for name in sheet_names()
    ]
    return (*first, *sheets)


def make_app(name: str, workshop: Workshop) -> Any:
    """The widget of an app, on what lies in a team's workshop.

    Raises
    ------
    InvalidValue
        ``unknown_app``.
    SalesToolkitError
        What a book lacks that the app starts from.
    """
    if name in CALLS:
        return CALLS[name](workshop)
    sheet = name.removeprefix("sheet_")
    if sheet == name or sheet not in sheet_names():
        raise InvalidValue("unknown_app", value=name, allowed=", ".join(CALLS))
    return workshop.form(sheet)


def show_app(name: str, *, folder: Path | str, today: date) -> None:
    """Show an app in a notebook: whose deals it starts from, and the widget; or what is missing.

    Language, market and template are those that the workshop was made with.
    """
    from IPython.display import HTML, display

    said = chosen_before(Path(folder))
    workshop = open_workshop(
        language=language_of(folder) or "en",
        market=said.get("market"),
        industry=said.get("industry"),
        folder=folder,
        today=today,
    )
    try:
        widget = make_app(name, workshop)
    except Exception as error:  # the page has nobody to read a traceback
        display(HTML(f'<p role="alert">{escape(_sentence(error, workshop.words))}</p>'))
        return
    if name in ON_DEALS:
        whose = "own" if workshop.own_or_none else "sample"
        display(HTML(f"<p>{escape(workshop.words.text(f'workshop.apps.on_{whose}'))}</p>"))
    display(widget)


def _sentence(error: Exception, words: Words) -> str:
    """What went wrong; of what nobody foresaw the traceback goes to the server's log."""
    if isinstance(error, SalesToolkitError):
        return words.error(error)
    # a kernel shows what is written to sys.stderr; its first one is the log
    traceback.print_exception(error, file=sys.__stderr__)
    return words.refused(error) if isinstance(error, OSError) else words.unexpected(error)
