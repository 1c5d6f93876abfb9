"""A team's processes as a file that people edit and keep in git: read, written, brought up to date."""

from salestoolkit.sources.processes.additions import Additions, with_new_stages
from salestoolkit.sources.processes.read import (
    RESERVED,
    Processes,
    parse_processes,
    read_processes,
    read_team_processes,
)
from salestoolkit.sources.processes.update import updated_text
from salestoolkit.sources.processes.write import dump_processes

__all__ = [
    "RESERVED",
    "Additions",
    "Processes",
    "dump_processes",
    "parse_processes",
    "read_processes",
    "read_team_processes",
    "updated_text",
    "with_new_stages",
]
