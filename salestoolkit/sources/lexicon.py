"""The packaged lexicons: how buyers of a language say what holds them back."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from salestoolkit.core.lexicon import Lexicon, build_lexicon
from salestoolkit.errors import ContentError


@lru_cache
def load_lexicon(language: str) -> Lexicon:
    """The lexicon of a language, ``content/lexicon/<language>.toml``, read and compiled once.

    Examples
    --------
    >>> load_lexicon("pl").language
    'pl'
    """
    name = f"lexicon/{language}.toml"
    file = files("salestoolkit").joinpath("content", "lexicon", f"{language}.toml")
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ContentError("content_file_missing", file=name) from error
    themes = raw["themes"]
    return build_lexicon(
        language=language,
        version=raw["version"],
        classes=raw["classes"],
        negators=raw["negators"],
        opinions=raw["opinions"],
        breaks=raw["breaks"],
        joins=raw["joins"],
        resolved=raw["resolved"],
        says={theme: entry["says"] for theme, entry in themes.items()},
        unless={theme: entry["unless"] for theme, entry in themes.items()},
    )
