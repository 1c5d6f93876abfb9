"""What the listening drill does, without a screen: an objection comes, and four steps answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from salestoolkit.core.calendar_event import CalendarEvent, event_uid
from salestoolkit.core.listening import (
    STEPS,
    Remark,
    answer_remark,
    promise_day,
    promise_remark,
    question_remark,
    summary_remark,
)
from salestoolkit.core.objections import Objection, draw
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.calendar_file import write_calendar
from salestoolkit.words import load_words
from salestoolkit.words.listening import listening_words, remark_sentence
from salestoolkit.words.objections import theme_name


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said about a step, whether it was right, and whether the next one may be taken."""

    sentence: str
    done: bool
    right: bool = True
    file: Path | None = None


class DrillDesk:
    """A drill over some objections; none comes twice until all have been there.

    ``current`` is the objection that has come, None where there are no more; ``step`` is the step that
    is next, None where the talk is over.

    Parameters
    ----------
    today : date
        A promise is for a later working day.
    country : str, optional
        Whose public holidays count.
    folder : Path
        Where promises are put as calendar files.
    seed : int
        The same seed gives the same order.
    """

    def __init__(
        self,
        objections: Sequence[Objection],
        *,
        language: str,
        today: date,
        country: str | None,
        folder: Path,
        seed: int = 0,
    ) -> None:
        if not objections:
            raise InvalidValue("drill_none")
        self.objections, self.words = tuple(objections), load_words(language)
        self.today, self.country, self.folder, self.seed = today, country, folder, seed
        self.avoided = listening_words(self.words)
        self.seen: list[str] = []
        self.current: Objection | None = None
        self.step: str | None = None
        self.next()

    def next(self) -> Objection | None:
        """Let the next objection come, one that was not there yet; None where all have been."""
        self.current = draw(self.objections, seen=self.seen, seed=self.seed)
        self.step = None if self.current is None else STEPS[0]
        if self.current is not None:
            self.seen.append(self.current.key)
        return self.current

    def again(self) -> Objection | None:
        """Begin again, in another order."""
        self.seen, self.seed = [], self.seed + 1
        return self.next()

    def heard(self, theme: str) -> Said:
        """Step 1: what the objection is about. Another theme than ours is no fault."""
        card = self._card()
        if not theme:
            return Said(sentence=self._say("slow_down", Remark(code="empty")), done=False)
        remark = None if theme == card.theme else Remark(code="other")
        named = theme_name(self.words, card.theme)
        passed = self._passed("slow_down", self._say("slow_down", remark, theme=named))
        return replace(passed, right=remark is None)

    def ask(self, question: str) -> Said:
        """Step 2: a question that listens."""
        card = self._card()
        return self._judged("ask", question_remark(question, self.avoided), behind=card.behind)

    def sum_up(self, summary: str) -> Said:
        """Step 3: what the client said, in the client's words."""
        return self._judged("sum_up", summary_remark(summary, self.avoided))

    def answer(self, text: str) -> Said:
        """Step 4: an answer that neither argues nor presses."""
        return self._judged("answer", answer_remark(text, self.avoided))

    def promise(self, text: str, day: date | None) -> Said:
        """Step 4 in another way: come back with the answer by a working day, kept as a calendar file.

        Raises
        ------
        ImportFailed
            ``cannot_write`` where the file cannot be written.
        """
        card = self._card()
        remark = promise_remark(day, today=self.today, country=self.country)
        if remark is not None or day is None or not self._is_next("answer"):
            return self._judged("answer", remark)
        event = CalendarEvent(
            uid=event_uid("promise", card.key, self.today, day),
            start=day,
            summary=self.words.text("listening.form.promise_summary", says=card.says),
            description=self.words.text(
                "listening.form.promise_text", date=self.today, text=text or card.next_step
            ),
        )
        path = self.folder / f"promise_{card.key}_{day.isoformat()}.ics"
        name = self.words.text("listening.form.calendar")
        language = self.words.language
        write_calendar(path, [event], written_on=self.today, name=name, language=language)
        said = self._say("answer", Remark(code="promised"), date=day)
        return Said(sentence=self._passed("answer", said).sentence, done=True, file=path)

    def first_day(self) -> date:
        """The day that the form proposes for a promise: two working days from today."""
        return promise_day(self.today, country=self.country)

    def _card(self) -> Objection:
        if self.current is None:
            raise InvalidValue("drill_none")
        return self.current

    def _is_next(self, step: str) -> bool:
        """Whether a step may be taken: the ones before it are done; it may be taken again."""
        return self.step is None or STEPS.index(step) <= STEPS.index(self.step)

    def _judged(self, step: str, remark: Remark | None, **fields: str) -> Said:
        if not self._is_next(step):
            return Said(sentence=self._say(step, Remark(code="order")), done=False)
        said = self._say(step, remark, **fields)
        return self._passed(step, said) if remark is None else Said(sentence=said, done=False)

    def _passed(self, step: str, sentence: str) -> Said:
        place = STEPS.index(step) + 1
        if self.step == step:
            self.step = STEPS[place] if place < len(STEPS) else None
        return Said(sentence=sentence, done=True)

    def _say(self, step: str, remark: Remark | None, **fields: object) -> str:
        return remark_sentence(self.words, step, remark, **fields)
