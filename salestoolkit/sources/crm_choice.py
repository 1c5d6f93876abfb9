"""The packaged rule that tells between a spreadsheet and a CRM."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from salestoolkit.core.crm_choice import ChoiceRule


@lru_cache
def crm_choice_rule() -> ChoiceRule:
    """Questions, answers and their points from ``content/formats/crm_choice.toml``."""
    source = files("salestoolkit").joinpath("content", "formats", "crm_choice.toml")
    return ChoiceRule(**tomllib.loads(source.read_text(encoding="utf-8")))
