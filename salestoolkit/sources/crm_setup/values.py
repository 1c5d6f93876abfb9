"""Values in a CRM's saved objects: numbers that may be texts, names that must be there."""

from __future__ import annotations

import math
from typing import Any

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.crm_setup.model import Saved


def name_in(saved: Saved, key: str) -> str:
    """The name of a pipeline or stage.

    Raises
    ------
    ImportFailed
        ``crm_setup_name`` where it is empty or no text.
    """
    name = saved.get(key)
    if not isinstance(name, str) or not name.strip():
        raise _wrong(saved, key, name, "name")
    return name


def number_in(saved: Saved, key: str, value: Any, *, highest: float | None = None) -> float | None:
    """A number from 0 to ``highest`` (as a number or as text), None where there is none.

    Raises
    ------
    ImportFailed
        ``crm_setup_number``, or ``crm_setup_share`` where there is a highest: it is no such number.
    """
    if value is None or value == "":
        return None
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number < math.inf or (highest is not None and number > highest):
        raise _wrong(saved, key, value, "share" if highest is not None else "number")
    return number


def is_yes(value: Any) -> bool:
    """A yes as the interfaces write it: true, 1, ``"true"`` or ``"1"``."""
    return value is True or str(value).casefold() in ("true", "1")


def _wrong(saved: Saved, key: str, value: Any, allowed: str) -> ImportFailed:
    shown = "null" if value is None else str(value)
    return ImportFailed(f"crm_setup_{allowed}", id=str(saved.get("id")), key=key, value=shown)
