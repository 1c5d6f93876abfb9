"""What was mined from letters and talks, said in sentences and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from salestoolkit.core.objection_counts import Example, Mined, Suggestion
from salestoolkit.core.objections import THEMES
from salestoolkit.words.words import Words

_TOKEN = re.compile(r"\[([a-z_]+)\]")


@dataclass(frozen=True)
class Section:
    """A heading, lines below it, and rows of a table with its header (none where there is no table)."""

    title: str
    lines: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def quote(text: str, words: Words) -> str:
    """A sentence without personal data, what was taken out named in the reader's language.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> quote("Please ask [name].", load_words("pl"))
    'Please ask [osoba].'
    """

    def named(hit: re.Match[str]) -> str:
        key = f"mining.kinds.{hit[1]}"
        return f"[{words.text(key)}]" if words.has(key) else hit[0]

    return _TOKEN.sub(named, text)


def theme_rows(mined: Mined, words: Words) -> list[tuple[str, ...]]:
    """Theme, messages with it, their share of all, and deals; the most frequent first."""
    ranked = mined.themes.sort_values("messages", ascending=False, kind="stable")
    return [
        (
            words.text(f"objections.themes.{row['theme']}"),
            words.number(row["messages"]),
            words.percent(row["messages"] / mined.messages if mined.messages else None),
            words.number(row["sentences"]),
            words.number(row["deals"]),
        )
        for row in ranked.to_dict("records")
        if row["sentences"]
    ]


def headline(mined: Mined, words: Words) -> str:
    """How much was read and how much of it is an objection, in one sentence."""
    if not mined.messages:
        return words.text("mining.nothing_read")
    return words.text(
        "mining.headline",
        messages=words.count("message", mined.messages),
        found=words.number(mined.with_objection),
        sentences=words.count("sentence.genitive", mined.client_sentences),
    )


def most_frequent(mined: Mined, words: Words) -> str:
    """Which objection comes up most, in one sentence."""
    if not mined.messages:
        return words.text("mining.nothing_read")
    messages = words.count("message", mined.messages)
    ranked = mined.themes.sort_values("messages", ascending=False, kind="stable")
    top = ranked.iloc[0]
    if not top["messages"]:
        return words.text("mining.page.headline_none", messages=messages)
    return words.text(
        "mining.page.headline",
        theme=words.text(f"objections.themes.{top['theme']}"),
        n=words.number(top["messages"]),
        messages=messages,
        share=words.percent(top["messages"] / mined.messages),
    )


def by_rows(mined: Mined, dimension: str, words: Words) -> list[tuple[str, ...]]:
    """Value, theme, messages with it, and of how many; the most frequent first."""
    table = mined.by.get(dimension)
    if table is None or table.empty:
        return []
    # people are never ranked: they come in the order of the alphabet
    order = ["owner", "theme"] if dimension == "owner" else ["messages", dimension]
    ranked = table.sort_values(order, ascending=[dimension == "owner", True], kind="stable")
    return [
        (
            value_name(dimension, str(row[dimension]), words),
            words.text(f"objections.themes.{row['theme']}"),
            words.number(row["messages"]),
            words.number(row["of"]),
        )
        for row in ranked.to_dict("records")
    ]


def value_name(dimension: str, value: str, words: Words) -> str:
    """A value as people read it: outcomes have names, all else is as it was written."""
    key = f"mining.outcomes.{value}"
    return words.text(key) if dimension == "outcome" and words.has(key) else value


def examples_of(theme: str, examples: Iterable[Example], words: Words) -> list[str]:
    """Sentences that stand for a theme, each with where it is from."""
    return [
        words.text("mining.example", text=quote(one.text, words), file=one.file, number=one.message)
        for one in examples
        if one.theme == theme
    ]


def suggestion_lines(suggestions: Sequence[Suggestion], words: Words) -> list[str]:
    """Phrases that may be a new theme, each with how often it came up and an example."""
    return [
        words.text(
            "mining.suggestion",
            phrase=one.phrase,
            messages=words.count("message", one.messages),
            example=quote(one.example, words),
        )
        for one in suggestions
    ]


def mining_sections(
    mined: Mined, words: Words, *, most: int = 8, dimensions: Sequence[str] = ()
) -> list[Section]:
    """All that the command line says of what was mined."""
    sections = [Section(headline(mined, words))]
    rows = theme_rows(mined, words)
    if not rows:
        return sections
    header = words.texts("mining.theme_header")
    sections.append(Section(words.text("mining.by_theme"), header=header, rows=tuple(rows)))
    for name in dimensions:
        found = by_rows(mined, name, words)
        if found:
            head = (words.text(f"mining.dimensions.{name}"), *words.texts("mining.by_header"))
            note = (words.text("mining.owner_note"),) if name == "owner" else ()
            title = words.text("mining.by", what=words.text(f"mining.by_what.{name}"))
            sections.append(Section(title, note, head, tuple(found[:most])))
    for theme in THEMES:
        lines = examples_of(theme, mined.examples, words)
        if lines:
            sections.append(Section(words.text(f"objections.themes.{theme}"), tuple(lines)))
    if mined.suggestions:
        lines = suggestion_lines(mined.suggestions, words)
        sections.append(Section(words.text("mining.suggestions"), tuple(lines)))
    return sections


def redaction_lines(mined: Mined, words: Words) -> list[str]:
    """How much personal data was taken out, and that this is not perfect."""
    if not mined.redacted:
        return [words.text("mining.nothing_redacted"), words.text("mining.not_perfect")]
    told = ", ".join(
        words.text("mining.redacted_kind", kind=words.text(f"mining.kinds.{kind}"), n=n)
        for kind, n in sorted(mined.redacted.items(), key=lambda pair: -pair[1])
    )
    return [words.text("mining.redacted", told=told), words.text("mining.not_perfect")]
