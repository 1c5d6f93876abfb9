"""Spreadsheet or CRM, as a page to read and as advice on a team's answers; both in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from salestoolkit.core.crm_choice import ChoiceRule, CrmAdvice, Reason, advise_crm
from salestoolkit.sources.crm_choice import crm_choice_rule
from salestoolkit.words.words import Words

PAGES = {"en": "spreadsheet_or_crm.md", "pl": "spreadsheet_or_crm.pl.md"}
"""Files in ``docs/`` that hold the page; a test holds them equal to the content."""


def crm_choice_page(words: Words) -> str:
    """The whole page: the questions with what each answer points to, and both check lists.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> crm_choice_page(load_words("en")).splitlines()[0]
    '# Spreadsheet or CRM?'
    """
    rule = crm_choice_rule()
    limits = {"crm_from": rule.crm_from, "spreadsheet_to": _points(rule.spreadsheet_to, words)}
    blocks = [
        f"# {words.text('crm_choice.title')}",
        words.text("crm_choice.introduction"),
        words.text("crm_choice.mind"),
        f"## {words.text('crm_choice.questions_title')}",
        words.text("crm_choice.rule", **limits),
        *_questions(rule, words),
        f"## {words.text('crm_choice.checklist_title')}",
        _numbered(words.texts("crm_choice.lists.checklist")),
        f"## {words.text('crm_choice.spreadsheet_title')}",
        _numbered(words.texts("crm_choice.lists.spreadsheet")),
    ]
    return "\n\n".join(blocks) + "\n"


def crm_advice_page(answers: Mapping[str, str], words: Words) -> str:
    """What a team's answers point to: the advice, its reasons, and what would change it.

    Parameters
    ----------
    answers : Mapping
        Question to answer, by key: ``{"people": "many", "history": "yes"}``; those left out are named.

    Raises
    ------
    InvalidValue
        ``crm_choice_question``, ``crm_choice_answer``.
    """
    rule = crm_choice_rule()
    advice = advise_crm(rule, answers)
    blocks = [
        f"**{words.text(f'crm_choice.verdicts.{advice.verdict}')}**",
        _sum(advice, rule, words),
    ]
    for_crm = [_because(reason, words) for reason in advice.reasons if reason.points > 0]
    against = [_because(reason, words) for reason in advice.reasons if reason.points < 0]
    missing = [words.text(f"crm_choice.questions.{name}.text") for name in advice.missing]
    blocks += _listed("for_crm", for_crm, words)
    blocks += _listed("for_spreadsheet", against, words)
    blocks += _listed("missing", missing, words)
    if advice.verdict != "open":
        changes = list(_changes(advice, words)) or [words.text("crm_choice.advice.no_change")]
        blocks += _listed("changes", changes, words)
    return "\n\n".join(blocks) + "\n"


def _questions(rule: ChoiceRule, words: Words) -> Iterator[str]:
    heads = (words.text(f"crm_choice.{name}_heading") for name in ("answer", "points"))
    head = f"| {' | '.join(heads)} | |\n|---|---|---|"
    for number, (name, options) in enumerate(rule.questions.items(), 1):
        key = f"crm_choice.questions.{name}"
        rows = (
            f"| {words.text(f'{key}.answers.{answer}')} | {_points(points, words)} "
            f"| {words.text(f'{key}.because.{answer}')} |"
            for answer, points in options.items()
        )
        yield f"**{number}. {words.text(f'{key}.text')}**"
        yield "\n".join([head, *rows])


def _sum(advice: CrmAdvice, rule: ChoiceRule, words: Words) -> str:
    low, high = _points(advice.lowest, words), _points(advice.highest, words)
    if advice.lowest != advice.highest:
        return words.text("crm_choice.advice.points_open", low=low, high=high)
    limits = {"crm_from": rule.crm_from, "spreadsheet_to": _points(rule.spreadsheet_to, words)}
    return words.text("crm_choice.advice.points", points=low, **limits)


def _because(reason: Reason, words: Words) -> str:
    text = words.text(f"crm_choice.questions.{reason.question}.because.{reason.answer}")
    return f"{text} ({_points(reason.points, words)})"


def _changes(advice: CrmAdvice, words: Words) -> Iterator[str]:
    for reason, verdict in advice.changes:
        key = f"crm_choice.questions.{reason.question}"
        yield words.text(
            "crm_choice.advice.change",
            question=words.text(f"{key}.text"),
            answer=words.text(f"{key}.answers.{reason.answer}"),
            verdict=words.text(f"crm_choice.turns.{verdict}"),
        )


def _listed(heading: str, items: Iterable[str], words: Words) -> list[str]:
    lines = "\n".join(f"- {item}" for item in items)
    return [f"{words.text(f'crm_choice.advice.{heading}')}:\n\n{lines}"] if lines else []


def _numbered(items: Iterable[str]) -> str:
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))


def _points(points: int, words: Words) -> str:
    """Points with their sign: +2, −1, 0."""
    sign = "+" if points > 0 else "\N{MINUS SIGN}" if points < 0 else ""
    return f"{sign}{words.number(abs(points))}"
