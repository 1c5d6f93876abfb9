"""Dossiers in words: what is known, what to ask next, what a list added, what is due about data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from salestoolkit.core.data_duties import DataRules, Duty
from salestoolkit.core.dossier import Dossier, Fact, Question, next_questions, ready_to_call
from salestoolkit.core.dossier_enrichment import Addition
from salestoolkit.core.sheets import Field, Money, Sheet, Value, completeness
from salestoolkit.errors import InvalidValue, SalesToolkitError
from salestoolkit.sources.dossier_lists import Added, Enriched
from salestoolkit.words.errors import plain
from salestoolkit.words.sheets import shown, typed
from salestoolkit.words.words import Words, load_words

ASKED = 3
"""Questions that a line about a dossier asks; the others are counted."""
LONGEST = 160
"""Letters of a person's or a list's words that a line shows."""


def state_lines(
    dossier: Dossier, card: Sheet, words: Words, *, as_of: date, most: int = ASKED
) -> list[str]:
    """Whether one can call, how much is known, and what to ask next."""
    found = completeness(card, dossier.card)
    questions = next_questions(dossier, card, as_of=as_of)
    ready = ready_to_call(dossier, card, as_of=as_of)
    lines = [
        words.text(
            f"dossier.state.{'ready' if ready else 'not_ready'}",
            company=plain(dossier.company),
            filled=found.filled,
            fields=found.fields,
            required_filled=found.required_filled,
            required=found.required,
        )
    ]
    said = (question_text(one, dossier, card, words) for one in questions[:most])
    lines += [words.text("dossier.state.next", question=one) for one in said]
    if len(questions) > most:
        lines.append(words.text("dossier.state.more", n=len(questions) - most))
    return lines


def total_line(ready: int, read: int, words: Words) -> str:
    """How many dossiers there are, and how many are ready for a call."""
    return words.text("dossier.state.total", all=read, ready=ready)


def fault_line(error: SalesToolkitError, words: Words) -> str:
    """Why a file was set apart."""
    return words.text("dossier.state.fault", sentence=words.error(error))


def question_text(question: Question, dossier: Dossier, card: Sheet, words: Words) -> str:
    """A question as it is asked."""
    if question.kind == "field":
        return question.text
    if question.kind == "committee":
        none = question.key == "single_threaded" and not question.names
        key = f"{question.key}_none" if none else question.key
        return words.text(f"dossier.committee.{key}", names=plain(question.names))
    field = card.field(question.key)
    if question.kind == "source":
        return words.text("dossier.question.source", label=field.label)
    values = side_by_side(dossier, field, words)
    return words.text("dossier.question.differs", label=field.label, values="; ".join(values))


def side_by_side(dossier: Dossier, field: Field, words: Words) -> list[str]:
    """What the sources say of one thing, each with its source and its day."""
    facts = (dossier.facts.get(field.key, Fact()), *dossier.others.get(field.key, ()))
    return [_beside(fact, field, words) for fact in facts if fact.known]


def enriched_lines(result: Enriched, card: Sheet, committee: Sheet, words: Words) -> list[str]:
    """What a list did to the dossiers, every row and every column accounted for."""

    def say(key: str, **fields: object) -> str:
        return words.text(f"dossier.enriched.{key}", **fields)

    lines = [
        say(
            "sum",
            source=plain(result.source),
            date=result.found_on,
            rows=words.count("row", result.rows),
            used=len(result.added),
            without_dossier=len(result.without_dossier),
            without_company=len(result.without_company),
            broken=len(result.broken),
        )
    ]
    changes = [line for one in result.added for line in _added(one, card, committee, words)]
    lines += changes or ([say("nothing")] if result.added else [])
    lines += [
        say("bad_cell", line=cell.line, header=plain(cell.header), value=plain(cell.value))
        for cell in result.bad_cells
    ]
    lines += [
        say("without_dossier", line=line, company=plain(company))
        for line, company in result.without_dossier
    ]
    if result.without_company:
        lines.append(say("without_company", lines=_listed(result.without_company)))
    if result.broken:
        lines.append(say("broken", lines=_listed(result.broken)))
    if result.columns.unknown:
        lines.append(say("unknown", names=plain(result.columns.unknown, length=400)))
    lines += [
        say("refused", header=plain(header), reason=words.text(f"dossier.refused.{reason}"))
        for header, reason in result.columns.refused.items()
    ]
    return lines


def due_lines(
    duties: Sequence[Duty],
    rules: DataRules,
    words: Words,
    *,
    dossiers: Iterable[Dossier],
    as_of: date,
    within_days: int,
) -> list[str]:
    """What is to be done about personal data, earliest first, and which law that follows."""
    listed = list(dossiers)
    days = words.count("day.genitive", within_days)
    law = words.text("dossier.due.law", law=words.text(f"dossier.due.law_of.{rules.market}"))
    if not duties:
        people = sum(len(one.people) for one in listed)
        none = words.text(
            "dossier.due.none", date=as_of, days=days, dossiers=len(listed), people=people
        )
        return [none, law]
    overdue = sum(duty.overdue(as_of) for duty in duties)
    title = words.text(
        "dossier.due.title", date=as_of, days=days, open=len(duties), overdue=overdue
    )
    return [title, *(duty_text(duty, words, as_of=as_of) for duty in duties), law]


def duty_text(duty: Duty, words: Words, *, as_of: date) -> str:
    """One thing to be done about personal data."""
    key: str = duty.kind
    if not duty.person:
        key = "delete_all" if duty.kind == "delete" else "set_deletion_all"
    fields = {
        "lead": plain(duty.lead),
        "person": plain(duty.person),
        "source": plain(duty.source) or words.text("dossier.value.no_source"),
    }
    if duty.due is not None:
        fields["when"] = words.text(
            f"dossier.due.{'overdue' if duty.overdue(as_of) else 'on'}", date=duty.due
        )
    text = words.text(f"dossier.due.{key}", **fields)
    return text[0].upper() + text[1:]


def read_cell(field: Field, text: str, language: str) -> Value:
    """The value that a cell of a list holds, its numbers written as in a language.

    Raises
    ------
    InvalidValue
        Where the text is no value of the field; an amount needs a currency that there is.

    Examples
    --------
    >>> read_cell(Field(key="t", type="money", label="Turnover"), "34 500 000 zł", "pl")
    Money(amount=Decimal('34500000'), currency='PLN')
    """
    from babel.numbers import list_currencies

    value = typed(field, text, load_words(language))
    if isinstance(value, Money) and value.currency not in list_currencies():
        raise InvalidValue("sheet_not_money", field=field.label, value=text)
    return value


def value_of(card: Sheet, key: str, text: str, words: Words) -> Value:
    """The value that somebody typed for a field of the dossier; items of a list between semicolons.

    Raises
    ------
    InvalidValue
        ``dossier_field`` where there is no such field, and those of `read_cell`.
    """
    if key not in card.keys:
        raise InvalidValue("dossier_field", value=key, allowed=", ".join(card.keys))
    field = card.field(key)
    typed_text = text.replace(";", "\n") if field.type == "list" else text
    return read_cell(field, typed_text, words.language)


def made_line(path: Path, words: Words) -> str:
    """Where a new dossier lies."""
    return words.text("dossier.made", path=str(path))


def _added(one: Added, card: Sheet, committee: Sheet, words: Words) -> Iterator[str]:
    company = plain(one.company)
    filled = [card.field(fact.key).label for fact in one.facts if fact.fate == "filled"]
    if filled:
        yield words.text("dossier.enriched.filled", company=company, labels=", ".join(filled))
    for fact in one.facts:
        if fact.fate == "beside":
            yield _conflict(company, fact, card.field(fact.key), words)
    if one.person:
        yield words.text("dossier.enriched.person", company=company, person=plain(one.person))
    for key, present, value in one.person_differs:
        yield words.text(
            "dossier.enriched.person_differs",
            company=company,
            label=committee.field(key).label,
            present=plain(present) or words.text("dossier.page.not_known"),
            value=plain(value),
        )


def _conflict(company: str, addition: Addition, field: Field, words: Words) -> str:
    return words.text(
        "dossier.enriched.beside",
        company=company,
        label=field.label,
        present=_beside(addition.present, field, words),
        value=_beside(addition.fact, field, words),
    )


def _beside(fact: Fact, field: Field, words: Words) -> str:
    value = plain(shown(field, fact.value, words), length=LONGEST)
    if not fact.known:
        value = words.text("dossier.page.not_known")
    source = plain(fact.source) or words.text("dossier.value.no_source")
    if fact.found_on is None:
        return words.text("dossier.value.beside", value=value, source=source)
    day = words.date(fact.found_on, short=True)
    return words.text("dossier.value.beside_dated", value=value, source=source, date=day)


def _listed(lines: Sequence[int]) -> str:
    return ", ".join(str(line) for line in lines)
