"""Mapping files: what a team tells once of columns, stages and words that are not known."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError, TOMLKitError

from salestoolkit.errors import ImportFailed


def load_mapping(path: Path) -> dict[str, Any]:
    """Read a mapping file; ImportFailed names what is wrong with it, and where."""
    try:
        raw = tomlkit.parse(path.read_text(encoding="utf-8-sig")).unwrap()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImportFailed("mapping_unreadable", file=str(path), reason=reason) from error
    except TOMLKitError as error:
        line = error.line if isinstance(error, ParseError) else 1
        reason = re.sub(r" at line \d+ col \d+$", "", str(error))
        raise ImportFailed("mapping_syntax", file=str(path), line=line, reason=reason) from error
    return dict(raw)
