"""The field's terms: what each means, its formula, how the pages define its figure, and which occur."""

from __future__ import annotations

from functools import lru_cache

from salestoolkit.words.words import Words, load_words

DEFINED = {
    "pipeline": "definitions.open_value",
    "win_rate": "definitions.win_rate_closed",
    "win_chance": "definitions.win_probability",
    "conversion": "definitions.conversion",
    "cycle": "definitions.cycle_days",
    "velocity": "flow.definition.velocity_month",
    "deal_size": "definitions.mean_won_value",
    "leak": "definitions.largest_leak",
    "forecast": "forecast.definition.wins",
    "weighted": "forecast.definition.weighted",
    "coverage": "quota.definition.coverage",
    "visit_coverage": "territory.definition.covered",
    "churn": "retention.definition.stay",
    "stalled": "review.definition.stalled",
}
"""Terms whose figure stands on pages, by the key of its definition there."""


def glossary(words: Words) -> str:
    """The glossary as Markdown, in the words' language; a figure's definition is that of its page.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> glossary(load_words("en")).splitlines()[0]
    '# Words of the trade'
    """
    columns = " | ".join(words.text(f"glossary.{name}") for name in ("term", "means", "formula"))
    lines = [
        f"# {words.text('glossary.title')}",
        "",
        words.text("glossary.lead"),
        "",
        f"| {columns} |",
        "|---|---|---|",
        *(_row(term, words) for term in words.keys("glossary.terms")),
    ]
    return "\n".join(lines) + "\n"


def terms_in(text: str, words: Words) -> tuple[tuple[str, str], ...]:
    """Names and formulas of the terms that occur in a text, in the glossary's order.

    Examples
    --------
    >>> [name for name, _ in terms_in("Quota for July", load_words("en"))]
    ['quota, attainment']
    """
    plain = text.casefold().replace("\N{NO-BREAK SPACE}", " ")
    return tuple(
        (name, formula)
        for name, formula, forms in _found_by(words.language)
        if any(_begins_a_word(form, plain) for form in forms)
    )


@lru_cache
def _found_by(language: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Name, formula and forms of every term that has a formula."""
    words = load_words(language)
    keys = [f"glossary.terms.{term}" for term in words.keys("glossary.terms")]
    return tuple(
        (
            words.text(f"{key}.name"),
            words.text(f"{key}.formula"),
            tuple(words.text(f"{key}.found").casefold().split("|")),
        )
        for key in keys
        if words.has(f"{key}.formula")
    )


def _begins_a_word(form: str, text: str) -> bool:
    place = text.find(form)
    while place > 0 and text[place - 1].isalnum():
        place = text.find(form, place + 1)
    return place >= 0


def _row(term: str, words: Words) -> str:
    key = f"glossary.terms.{term}"
    means = words.text(f"{key}.means")
    if term in DEFINED:
        definition = words.text(DEFINED[term])
        means += f" {words.text('glossary.defined', definition=definition)}"
    formula = words.text(f"{key}.formula") if words.has(f"{key}.formula") else ""
    return f"| **{words.text(f'{key}.name')}** | {means} | {formula} |"
