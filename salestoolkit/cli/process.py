"""`salestoolkit process`: a team's sales process as a file; its commands live in modules of their own."""

from __future__ import annotations

import typer

from salestoolkit.cli.app import app

process_app = typer.Typer(
    name="process",
    help="Map a sales process, keep it as a file, and hold it against what deals did.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(process_app)
