"""The field's terms as a page: what each means, its formula, and how the pages define its figure."""

from __future__ import annotations

from salestoolkit.words.words import Words

DEFINED = {
    "pipeline": "definitions.open_value",
    "win_rate": "definitions.win_rate_closed",
    "win_chance": "definitions.win_probability",
    "conversion": "definitions.conversion",
    "cycle": "definitions.cycle_days",
    "velocity": "flow.definition.velocity_month",
    "deal_size": "definitions.mean_won_value",
    "leak": "definitions.largest_leak",
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


def _row(term: str, words: Words) -> str:
    key = f"glossary.terms.{term}"
    means = words.text(f"{key}.means")
    if term in DEFINED:
        definition = words.text(DEFINED[term])
        means += f" {words.text('glossary.defined', definition=definition)}"
    formula = words.text(f"{key}.formula") if words.has(f"{key}.formula") else ""
    return f"| **{words.text(f'{key}.name')}** | {means} | {formula} |"
