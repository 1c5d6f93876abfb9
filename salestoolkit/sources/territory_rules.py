"""A team's own rules of visiting, from a TOML file: how often, how many a day, and what is a visit."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from salestoolkit.core.territory_parts import VisitRules
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.sheet_definitions import read_text
from salestoolkit.sources.toml_entry import TomlEntry, read_toml

KEYS = ("cadence", "other", "visits_a_day", "km_a_day", "visit_types", "country")


@dataclass(frozen=True, kw_only=True)
class TerritoryRules:
    """Rules of visiting; ``visit_types`` are the types of activities that are visits, None for the usual
    ones; ``country`` is whose public holidays are days off, None for those of the book's time zone."""

    rules: VisitRules = field(default_factory=VisitRules)
    visit_types: tuple[str, ...] | None = None
    country: str | None = None


def read_rules(path: Path | str | None) -> TerritoryRules:
    """The rules that a file gives; the usual ones without a file.

    Examples
    --------
    A file, in which everything may be left out::

        visits_a_day = 3
        km_a_day = 150
        visit_types = ["Meeting", "Site visit"]
        country = "PL"
        other = 120          # days between visits to accounts of no tier below
        [cadence]            # days between visits, by tier
        A = 30
        B = 60

    Raises
    ------
    BookError
        ``file_missing``, ``sheet_unreadable``, ``process_syntax``, ``toml_*``, ``territory_rule``.
    """
    if path is None:
        return TerritoryRules()
    return parse_rules(read_text(Path(path)), file=str(path))


def parse_rules(text: str, *, file: str) -> TerritoryRules:
    """The rules of a TOML text; ``file`` names it in errors, which are those of `read_rules`."""
    top = read_toml(text, file=file)
    top.only(KEYS)
    usual = VisitRules()
    cadence = _days(top)
    other = top.raw.get("other")
    visits, km = top.number("visits_a_day"), top.number("km_a_day")
    try:
        rules = VisitRules(
            cadence=usual.cadence if cadence is None else cadence,
            other=other,
            visits_a_day=usual.visits_a_day if visits is None else visits,
            km_a_day=usual.km_a_day if km is None else km,
        )
    except InvalidValue as error:
        key = str(error.fields.get("field") or error.code)
        found = {
            name: value for name, value in error.fields.items() if name in ("value", "allowed")
        }
        raise InvalidValue("territory_rule", file=file, key=key, **found) from error
    return TerritoryRules(
        rules=rules,
        visit_types=top.texts("visit_types") or None,
        country=top.text("country"),
    )


def _days(top: TomlEntry) -> dict[str, int] | None:
    raw = top.raw.get("cadence")
    if raw is None:
        return None
    if not isinstance(raw, dict):
        top.fail("toml_not_table", "cadence")
    return dict(raw)
