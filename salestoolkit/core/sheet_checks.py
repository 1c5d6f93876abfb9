"""What single sheets cannot see: consents that ran out, and what a presentation still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from salestoolkit.core.sheets import Entry, is_filled

Consent = Literal["valid", "expired", "refused", "unknown"]

PresentationCode = Literal[
    "no_problem",
    "no_decider",
    "decider_unknown",
    "no_proof",
    "proof_not_found",
    "no_valid_proof",
    "proof_without_consent",
    "no_figure",
    "figure_without_source",
    "no_why_us",
    "no_next_step",
    "several_next_steps",
    "next_step_without_date",
    "next_step_too_early",
    "next_step_without_owner",
    "question_without_answer",
]


@dataclass(frozen=True, kw_only=True)
class PresentationGap:
    """Something that a presentation lacks; ``names`` says which proofs, steps or questions."""

    code: PresentationCode
    key: str
    names: tuple[str, ...] = ()


def consent(entry: Entry, *, as_of: date) -> Consent:
    """Whether a case, a reference or a story may be shown on a day.

    Consent without a last day holds; on its last day it still holds. Unknown is not no, and it is
    not yes either.

    Examples
    --------
    >>> alfa = Entry({"consent": True, "consent_until": date(2026, 11, 25)})
    >>> consent(alfa, as_of=date(2026, 11, 25)), consent(alfa, as_of=date(2026, 11, 26))
    ('valid', 'expired')
    """
    given, until = entry["consent"], entry["consent_until"]
    if given is None:
        return "unknown"
    if not given:
        return "refused"
    return "valid" if until is None or until >= as_of else "expired"


def presentation_gaps(
    plan: Entry,
    *,
    as_of: date,
    evidence: Iterable[Entry] = (),
    questions: Iterable[Entry] | None = None,
    value_proposition: Entry | None = None,
) -> tuple[PresentationGap, ...]:
    """What a presentation still lacks, most important first; none where it is ready.

    Parameters
    ----------
    plan : Entry
        The sheet ``presentation_plan``.
    as_of : date
        The day for which consents are judged where the plan names none.
    evidence : iterable of Entry
        The team's sheet ``evidence``: proofs are looked up in it by their short name.
    questions : iterable of Entry, optional
        The team's question bank; where it is left out, answers are not looked for.
    value_proposition : Entry, optional
        Its answer to "why us" counts where the plan gives none.

    Examples
    --------
    >>> plan = Entry({"problem": "Every third parcel is late", "next_step": ["Visit", "Trial"]})
    >>> [gap.code for gap in presentation_gaps(plan, as_of=date(2026, 11, 26))][:2]
    ['decider_unknown', 'no_proof']
    """
    day = plan["date"] or as_of
    chosen = _found(plan, evidence)
    return (
        *_problem(plan),
        *_decider(plan),
        *_proof(plan, chosen, day),
        *_figure(plan, chosen),
        *_why_us(plan, value_proposition),
        *_next_step(plan, day),
        *_answers(plan, questions),
    )


_Gaps = Iterator[PresentationGap]


def _problem(plan: Entry) -> _Gaps:
    if not is_filled(plan["problem"]):
        yield PresentationGap(code="no_problem", key="problem")


def _decider(plan: Entry) -> _Gaps:
    if plan["decider_present"] is None:
        yield PresentationGap(code="decider_unknown", key="decider_present")
    elif not plan["decider_present"]:
        yield PresentationGap(code="no_decider", key="decider_present")


def _proof(plan: Entry, chosen: dict[str, Entry], day: date) -> _Gaps:
    names = _items(plan, "proof")
    missing = tuple(name for name in names if _same(name) not in chosen)
    if not names:
        yield PresentationGap(code="no_proof", key="proof")
    if missing:
        yield PresentationGap(code="proof_not_found", key="proof", names=missing)
    closed = tuple(
        entry.text("name") for entry in chosen.values() if consent(entry, as_of=day) != "valid"
    )
    if closed:
        none_left = len(closed) == len(chosen)
        code: PresentationCode = "no_valid_proof" if none_left else "proof_without_consent"
        yield PresentationGap(code=code, key="proof", names=closed)


def _figure(plan: Entry, chosen: dict[str, Entry]) -> _Gaps:
    if is_filled(plan["figure"]):
        if not is_filled(plan["figure_source"]):
            yield PresentationGap(code="figure_without_source", key="figure_source")
        return
    measured = any(
        entry["figure"] is not None and is_filled(entry["measured"]) for entry in chosen.values()
    )
    if not measured:
        yield PresentationGap(code="no_figure", key="figure")


def _why_us(plan: Entry, value_proposition: Entry | None) -> _Gaps:
    said = is_filled(plan["why_us"]) or (
        value_proposition is not None and is_filled(value_proposition["why_us"])
    )
    if is_filled(plan["competitor"]) and not said:
        name = plan.text("competitor")
        yield PresentationGap(code="no_why_us", key="why_us", names=(name,))


def _next_step(plan: Entry, day: date) -> _Gaps:
    steps = _items(plan, "next_step")
    if not steps:
        yield PresentationGap(code="no_next_step", key="next_step")
        return
    if len(steps) > 1:
        yield PresentationGap(code="several_next_steps", key="next_step", names=steps)
    when = plan["next_step_date"]
    if when is None:
        yield PresentationGap(code="next_step_without_date", key="next_step_date")
    elif when < day:
        yield PresentationGap(code="next_step_too_early", key="next_step_date")
    if not is_filled(plan["next_step_owner"]):
        yield PresentationGap(code="next_step_without_owner", key="next_step_owner")


def _answers(plan: Entry, questions: Iterable[Entry] | None) -> _Gaps:
    if questions is None:
        return
    ready = {_same(entry.text("question")) for entry in questions if entry["status"] == "ready"}
    open_ones = tuple(name for name in _items(plan, "questions") if _same(name) not in ready)
    if open_ones:
        yield PresentationGap(code="question_without_answer", key="questions", names=open_ones)


def _found(plan: Entry, evidence: Iterable[Entry]) -> dict[str, Entry]:
    """The proofs chosen, of those that the team keeps, by name."""
    chosen = {_same(name) for name in _items(plan, "proof")}
    by_name = {_same(entry.text("name")): entry for entry in evidence}
    return {name: entry for name, entry in by_name.items() if name in chosen}


def _items(plan: Entry, key: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in plan[key] or () if item.strip())


def _same(name: str) -> str:
    """A name as it is compared: letters and digits, whatever their case and blanks."""
    return " ".join(name.casefold().split())
