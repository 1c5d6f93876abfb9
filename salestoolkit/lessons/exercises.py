"""Exercises that say what is wrong with an answer, give a hint, and never raise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

from salestoolkit.errors import SalesToolkitError
from salestoolkit.lessons import (
    checks_00,
    checks_01,
    checks_02,
    checks_03,
    checks_04,
    checks_05,
    checks_06,
    checks_07,
    checks_08,
    checks_09,
    checks_10,
    checks_11,
    goal_desk,
    outreach_examples,
)
from salestoolkit.lessons.answers import RIGHT, UNANSWERED, Verdict, verdict
from salestoolkit.lessons.progress import note_try, wrong_so_far
from salestoolkit.lessons.shown import Shown, paragraph, signed
from salestoolkit.words import Words
from salestoolkit.words.errors import plain
from salestoolkit.words.funnel_desk import month_name
from salestoolkit.words.negotiation import path_gap
from salestoolkit.words.sheets import fault_error, presentation_gap

if TYPE_CHECKING:
    from salestoolkit.lessons.workshop import Workshop

NONSENSE = "nonsense"
"""Verdict on an answer that no check can take apart; its sentence is the same for all."""

HINTS = ("hint", "hint_2", "hint_3")
"""Keys of an exercise's hints: each wrong try gives the next, which says more."""

LONGEST = 400
"""Letters of what was typed, or of names, that a sentence takes up."""

Check = Callable[[Any, "Workshop"], Verdict]

CHECKS: dict[str, Check] = {
    "00.1": lambda answer, w: checks_00.open_deals(answer, w.sample.tally),
    "00.2": lambda answer, w: checks_00.win_rate_bounds(answer, w.sample.tally),
    "00.3": lambda answer, w: checks_00.most_lost(answer, w.sample.lost_by_stage),
    "01.1": lambda answer, w: checks_01.customised(answer, w.template("universal")),
    "01.2": lambda answer, w: checks_01.one_owner_each(answer, w.example("case_study")),
    "01.3": lambda answer, w: checks_01.commonest_detour(
        answer, w.detours, tuple(stage.name for stage in w.handbook.stages)
    ),
    "02.1": lambda answer, w: checks_02.calls_needed(answer),
    "02.2": lambda answer, w: checks_02.calls_a_week(answer, w.year, goal_desk.CALLS),
    "02.3": lambda answer, w: checks_02.goal_to_believe(
        answer, lambda goal: goal_desk.realism_of(w.sample, goal, w.market)
    ),
    "03.1": lambda answer, w: checks_03.best_source(answer, outreach_examples.sources(w.words)),
    "03.2": lambda answer, w: checks_03.may_be_called(answer, w.may_call),
    "03.3": lambda answer, w: checks_03.three_verdicts(answer, outreach_examples.small_tests()),
    "04.1": lambda answer, w: checks_04.what_notes_say(answer, checks_04.LEADS["first"], w.scheme),
    "04.2": lambda answer, w: checks_04.smallest_change(answer, w.invented("second"), w.scheme),
    "04.3": lambda answer, w: checks_04.what_comes_off(answer, w.taken_off),
    "05.1": lambda answer, w: checks_05.one_sentence(answer, w.phrases),
    "05.2": lambda answer, w: checks_05.may_be_shown(
        answer, w.example_entries("evidence"), day=w.example_plan["date"]
    ),
    "05.3": lambda answer, w: checks_05.plan_without_gaps(
        answer,
        w.example_plan,
        w.sheet("presentation_plan"),
        cases=w.example_entries("evidence"),
        as_of=w.today,
    ),
    "06.1": lambda answer, w: checks_06.theme_behind(answer, *w.heard, w.themes),
    "06.2": lambda answer, w: checks_06.question_first(answer, w.listening_words),
    "06.3": lambda answer, w: checks_06.dated_promise(answer, country=w.country),
    "07.1": lambda answer, w: checks_07.chance_needed(answer, w.closing.case.discount),
    "07.2": lambda answer, w: checks_07.who_may_grant(
        answer, w.closing, nobody=w.words.text("lesson_07.e2.nobody")
    ),
    "07.3": lambda answer, w: checks_07.path_mended(
        answer,
        w.closing_entries("purchase_path"),
        signing=w.words.text("lesson_07.e3.signing"),
        say=lambda gap: path_gap(w.words, gap),
    ),
    "08.1": lambda answer, w: checks_08.youngest_month(answer, w.months),
    "08.2": lambda answer, w: checks_08.spread(answer, w.equals),
    "08.3": lambda answer, w: checks_08.sentence(answer, w.leak),
    "09.1": lambda answer, w: checks_09.left_out(answer),
    "09.2": lambda answer, w: checks_09.all_three(answer),
    "09.3": lambda answer, w: checks_09.least_visited(answer, w.thinnest),
    "10.1": lambda answer, w: checks_10.left_at_renewal(answer),
    "10.2": lambda answer, w: checks_10.kept_gross(answer),
    "10.3": lambda answer, w: checks_10.loop_in_the_end(answer),
    "11.1": lambda answer, w: checks_11.version_with_reason(
        answer,
        w.example_versions[1].versions[-1],
        today=w.today,
        vague=_spoken("vague", w.words),
    ),
    "11.2": lambda answer, w: checks_11.two_verdicts(
        answer,
        w.example_changes,
        {name: _spoken(name, w.words) for name in ("better", "worse", "cannot_tell")},
    ),
    "11.3": lambda answer, w: checks_11.practice_for_all(answer, w.practices),
}
"""By the exercise's number: lesson, point, place in the lesson."""


class Feedback(Shown):
    """What a check says: whether the answer is right, what is wrong with it, and a hint.

    ``folded`` is the line under which a browser hides it until somebody opens it: JupyterLab unfolds
    the output of every cell that it runs, and would give away the solutions.
    """

    def __init__(self, found: Verdict, *lines: str, folded: str | None = None) -> None:
        self.verdict = found
        self.folded = folded
        first, *others = lines
        super().__init__(paragraph(first, bold=True), *(paragraph(line) for line in others))

    def _repr_html_(self) -> str:
        inside = super()._repr_html_()
        if self.folded is None:
            return inside
        return f"<details><summary>{escape(self.folded)}</summary>{inside}</details>"

    @property
    def right(self) -> bool:
        """Whether the answer is right."""
        return self.verdict.right


def check(number: str, answer: Any, workshop: Workshop, *, note: bool = True) -> Feedback:
    """Say whether an answer is right, what is wrong with it and what may help.

    Any answer gives a sentence, and so does an exercise that there is not.

    Parameters
    ----------
    note : bool
        Whether the try counts as progress; that of a printed solution does not, and is shown folded.
    """
    words = workshop.words
    if number not in CHECKS:
        known = ", ".join(CHECKS)
        line = words.text("lessons.check.no_exercise", value=plain(number), allowed=known)
        return Feedback(verdict("no_exercise"), line)
    found = _judge(number, answer, workshop)
    if not note:
        return Feedback(
            found, *said(number, found, words), folded=words.text("lessons.check.solution")
        )
    wrong, refused = _noted(number, answer, found, workshop)
    return Feedback(found, *said(number, found, words, wrong=wrong), *refused)


def said(number: str, found: Verdict, words: Words, *, wrong: int = 1) -> list[str]:
    """The sentences for a verdict: heading, what is wrong, a hint, and in the end where the solution is.

    With every wrong try the hint says more; who has not tried yet gets none.
    """
    lesson, _, place = number.partition(".")
    key = f"lesson_{lesson}.e{place}"
    head = found.code if found.code in (RIGHT, UNANSWERED) else "wrong"
    source = "lessons.check.nonsense" if found.code == NONSENSE else f"{key}.{found.code}"
    lines = [words.text(f"lessons.check.{head}"), words.text(source, **_shown(found, words))]
    if found.right or not wrong:
        return lines
    step = min(wrong, len(HINTS))
    hint = words.text(f"{key}.{HINTS[step - 1]}")
    lines.append(words.text("lessons.check.hint", step=step, steps=len(HINTS), hint=hint))
    if wrong > len(HINTS):
        lines.append(words.text("lessons.check.look"))
    return lines


def _shown(found: Verdict, words: Words) -> dict[str, Any]:
    """Fields of a verdict as its sentence takes them: what was typed on one line and not too long."""
    fields = dict(found.fields)
    if "gap" in fields:
        fields["lacks"], fields["action"] = presentation_gap(fields.pop("gap"), words)
    if "fault" in fields:
        fields["sentence"] = words.error(fault_error(fields.pop("field"), fields.pop("fault")))
    if "missing" in fields:
        name = fields["missing"]
        key = f"goals.missing.{name}"
        fields["missing"] = words.text(key if words.has(key) else f"goals.field.{name}")
    if "chance" in fields:
        fields["chance"] = words.percent(fields["chance"], digits=1)
    if isinstance(fields.get("month"), date):
        fields["month"] = month_name(words, fields["month"])
    if "usual_days" in fields:
        fields["days"] = words.count("day", fields.pop("usual_days"))
    for name in {"low", "high"} & set(fields):
        fields[name] = signed(fields[name], words)
    return {
        name: plain(value, length=LONGEST) if isinstance(value, str) else value
        for name, value in fields.items()
    }


def _spoken(name: str, words: Words) -> list[str]:
    """Ways to say something in the lesson's language."""
    return words.text(f"lesson_11.verdicts.{name}").split("|")


def _judge(number: str, answer: Any, workshop: Workshop) -> Verdict:
    try:
        return CHECKS[number](answer, workshop)
    except (TypeError, ValueError, AttributeError, LookupError):
        # An answer may be anything: one that comes apart in a check's hands is none.
        return verdict(NONSENSE, value=type(answer).__name__)


def _noted(
    number: str, answer: Any, found: Verdict, workshop: Workshop
) -> tuple[int, tuple[str, ...]]:
    """How many tries were wrong so far, and what kept this one from being counted."""
    if not found.answered:
        return wrong_so_far(workshop.folder, number), ()
    try:
        return note_try(workshop.folder, number, right=found.right, answer=answer), ()
    except SalesToolkitError as error:
        return 1, (workshop.words.error(error),)
