"""`salestoolkit process`: a team's sales process as a file; its commands live in modules of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from salestoolkit.cli.app import app
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.process import SalesProcess

process_app = typer.Typer(
    name="process",
    help="Map a sales process, keep it as a file, and hold it against what deals did.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(process_app)


def chosen_processes(file: Path, pipeline: str | None) -> list[SalesProcess]:
    """The processes of a file, or the one of a pipeline.

    Raises
    ------
    InvalidValue
        ``process_no_pipeline``, or ``process_without_pipelines`` where none of them names any.
    """
    from salestoolkit.sources.processes import read_team_processes

    found = read_team_processes(file)
    if pipeline is None:
        return list(found.values())
    if pipeline in found:
        return [found[pipeline]]
    known = ", ".join(name for name in found if name is not None)
    code = "process_no_pipeline" if known else "process_without_pipelines"
    raise InvalidValue(code, file=str(file), value=pipeline, allowed=known)
