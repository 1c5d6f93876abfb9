"""Objections as people read them: themes, roles, cards, and how well an answer works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.core.objections import SMALL, Objection, Tally

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def theme_name(words: Words, theme: str) -> str:
    """Name of a theme."""
    return words.text(f"objections.themes.{theme}")


def part_name(words: Words, part: str) -> str:
    """Name of a part of a card."""
    return words.text(f"objections.parts.{part}")


def quoted(words: Words, objection: Objection) -> str:
    """What people say, in the quotation marks of the reader's language."""
    return words.text("objections.card.quoted", says=objection.says)


def role_name(words: Words, objection: Objection) -> str:
    """Who keeps the answer up to date: a role of the process, or what the team wrote."""
    places = [f"{objection.industry}.stakeholders", "universal.stakeholders"]
    keys = [f"{place}.{objection.owner}" for place in places]
    found = next((key for key in keys if objection.owner and words.has(key)), None)
    return objection.owner if found is None else words.text(found)


def stage_names(words: Words, objection: Objection) -> str:
    """Stages in which an objection comes up."""
    return ", ".join(words.text(f"stages.{stage}.name") for stage in objection.stages)


def tally_sentence(words: Words, tally: Tally) -> str:
    """How well a prepared answer works, with its numbers; small ones are called small."""
    if not tally.tried:
        return words.text("objections.tally.none")
    if tally.small:
        return words.text(
            "objections.tally.small",
            tried=tally.tried,
            worked=tally.worked,
            enough=SMALL,
            last=tally.last,
        )
    return words.text(
        "objections.tally.told",
        share=words.percent(tally.share),
        tried=tally.tried,
        interval=words.interval(*tally.interval, words.percent),
        last=tally.last,
    )


def tally_short(words: Words, tally: Tally) -> str:
    """The same for a list or a printed card."""
    state = "none" if not tally.tried else "small" if tally.small else "told"
    return words.text(
        f"objections.tally.short_{state}",
        share=words.percent(tally.share),
        worked=tally.worked,
        tried=tally.tried,
    )


def origin(words: Words, objection: Objection) -> list[str]:
    """Where a card comes from, as far as its reader has to know: market, industry, translation."""
    lines = []
    if objection.own:
        lines.append(words.text("objections.card.own"))
    if objection.language != words.language:
        name = words.text(f"objections.language.{objection.language}")
        lines.append(words.text("objections.card.as_written", language=name))
    for kind, value in (("industry", objection.industry), ("market", objection.market)):
        if value is not None:
            named = words.text(f"objections.{kind}.{value}")
            lines.append(words.text(f"objections.card.{kind}", **{kind: named}))
    if objection.original:
        lines.append(words.text("objections.card.translated", original=objection.original))
    return lines


def card_lines(words: Words, objection: Objection) -> list[tuple[str, str]]:
    """The parts of a card with their names; what is missing is left out and named at the end."""
    lines = [(part_name(words, "behind"), objection.behind)]
    lines += [(part_name(words, "questions"), question) for question in objection.questions]
    lines += [
        (part_name(words, part), getattr(objection, part))
        for part in ("answer", "proof", "next_step")
    ]
    lines.append((part_name(words, "stages"), stage_names(words, objection)))
    lines.append((part_name(words, "owner"), role_name(words, objection)))
    return [(name, text) for name, text in lines if text]


def gaps_line(words: Words, objection: Objection) -> str | None:
    """What a card still lacks; None where it is complete."""
    if not objection.gaps:
        return None
    parts = ", ".join(part_name(words, part) for part in objection.gaps)
    return words.text("objections.card.gaps", parts=parts)
