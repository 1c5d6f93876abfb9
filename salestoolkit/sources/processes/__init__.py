"""A team's processes as a file that people edit and keep in git: read, written, brought up to date."""

from salestoolkit.sources.processes.additions import Additions, with_new_stages
from salestoolkit.sources.processes.read import (
    RESERVED,
    Processes,
    parse_processes,
    read_processes,
    read_team_processes,
)
from salestoolkit.sources.processes.save import Saved, save_processes
from salestoolkit.sources.processes.update import updated_text
from salestoolkit.sources.processes.versions import (
    publish_version,
    read_version,
    version_text,
    versions_of,
)
from salestoolkit.sources.processes.write import dump_processes

__all__ = [
    "RESERVED",
    "Additions",
    "Processes",
    "Saved",
    "dump_processes",
    "parse_processes",
    "read_processes",
    "publish_version",
    "read_team_processes",
    "read_version",
    "save_processes",
    "updated_text",
    "version_text",
    "versions_of",
    "with_new_stages",
]
