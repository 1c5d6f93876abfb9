"""The command line: thin, one function a command, one module a topic."""

from salestoolkit.cli import (
    contacts,
    dossier,
    goals,
    imports,
    lessons,
    objections,
    process,
    process_exchange,
    process_files,
    process_map,
    process_people,
    process_results,
    reports,
    sheets,
    what_if,
)
from salestoolkit.cli.app import main

__all__ = [
    "contacts",
    "dossier",
    "goals",
    "imports",
    "lessons",
    "main",
    "objections",
    "process",
    "process_exchange",
    "process_files",
    "process_map",
    "process_people",
    "process_results",
    "reports",
    "sheets",
    "what_if",
]
