"""Options of every command that writes messages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FieldsOption = Annotated[
    Path | None, typer.Option("--fields", metavar="FILE.toml", help="Sender, company, topic ...")
]
TemplatesOption = Annotated[
    Path | None, typer.Option("--templates", metavar="FILE.toml", help="Your own messages.")
]
