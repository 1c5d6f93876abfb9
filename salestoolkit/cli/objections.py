"""`salestoolkit objections list, cards, note`: what clients say against it, and how we answer."""

from __future__ import annotations

import typer

from salestoolkit.cli.app import app

objections_app = typer.Typer(
    name="objections",
    help="What clients say against buying, how the team answers, and how well that works.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(objections_app)
