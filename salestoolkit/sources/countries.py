"""Countries by any usual name: in English, in Polish, by code, and as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from salestoolkit.core.geo_index import Area
from salestoolkit.core.geo_names import place_key, plain_key
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.geo_file import read_areas
from salestoolkit.sources.packaged import packaged_path

WORLD = "data/world/countries.json"
CODES = ("alpha_2", "alpha_3", "numeric")
ALSO = {
    "US": ("United States of America", "U.S.A.", "U.S.", "America", "USA"),
    "GB": ("UK", "U.K.", "Great Britain", "Zjednoczone Królestwo"),
    "KR": ("Korea", "Republic of Korea", "Republika Korei"),
    "KP": ("DPRK",),
    "CZ": ("Czech Republic", "Republika Czeska"),
    "NL": ("Holland", "The Netherlands"),
    "TR": ("Turkey",),
    "MK": ("Macedonia",),
    "CI": ("Ivory Coast", "Cote d'Ivoire"),
    "HK": ("Hong Kong", "Hongkong"),
    "MO": ("Macao", "Macau", "Makau"),
    "MM": ("Myanmar", "Burma"),
    "RU": ("Russian Federation", "Federacja Rosyjska"),
    "VN": ("Viet Nam",),
    "SK": ("Slovak Republic", "Republika Słowacka"),
    "CD": ("DR Congo", "Demokratyczna Republika Konga"),
    "CG": ("Congo", "Republic of the Congo"),
    "PH": ("Philipines", "Phillipines"),
    "AE": ("UAE", "Emirates", "ZEA"),
    "BA": ("Bosnia and Herzegovina",),
    "BY": ("Belarus",),
    "PS": ("Palestine",),
    "SZ": ("Swaziland",),
    "CV": ("Cape Verde",),
}
"""What a customer list calls a country, beside its name in our languages; two are common slips."""


@cache
def world() -> tuple[Area, ...]:
    """All countries with their codes and their shapes (Natural Earth, public domain)."""
    return read_areas(packaged_path(WORLD))


def country_code(name: str) -> str | None:
    """The two-letter code of a country (ISO 3166) by a name or a code; None where there is none such.

    Examples
    --------
    >>> [country_code(name) for name in ("Stany Zjednoczone", "usa", "840", "Wielka Brytania")]
    ['US', 'US', 'US', 'GB']
    """
    for key in (place_key(name), plain_key(name)):
        if key in _codes():
            return _codes()[key]
    return None


def country_names(language: str) -> Mapping[str, str]:
    """Names of countries by their two-letter codes.

    >>> country_names("pl")["DE"]
    'Niemcy'
    """
    from babel import Locale

    return {code: name for code, name in Locale(language).territories.items() if len(code) == 2}


@cache
def _codes() -> Mapping[str, str]:
    """Codes by every key of a name; a name that two would share is nobody's."""
    found: dict[str, set[str]] = {}
    drawn = {area.said["alpha_2"] for area in world() if "alpha_2" in area.said}
    told = [
        (area.said["alpha_2"], area.said[key])
        for area in world()
        for key in CODES
        if key in area.said
    ]
    told += [(code, name) for code, names in ALSO.items() for name in names]
    for language in LANGUAGES:
        told += [(code, name) for code, name in country_names(language).items() if code in drawn]
    for code, name in told:
        for key in {place_key(name), plain_key(name)}:
            found.setdefault(key, set()).add(code)
    return {key: codes.pop() for key, codes in found.items() if len(codes) == 1}
