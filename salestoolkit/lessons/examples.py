"""Small processes and filled-in sheets to practise on, with faults to find."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from salestoolkit.core.process import Activity, SalesProcess, Stage, Stakeholder, Version
from salestoolkit.core.sheets import Entry, Sheet
from salestoolkit.errors import InvalidValue
from salestoolkit.lessons.checks_11 import Practice
from salestoolkit.words import Words
from salestoolkit.words.sheets import typed

NAMES = ("case_study",)

PEOPLE = {"support": "support", "marketing": "marketing", "rep": "sales", "lawyer": "legal"}
"""Who takes part, and in which department."""

TASKS: dict[str, dict[str, tuple[str, ...]]] = {
    "choose_client": {"responsible": ("support",), "accountable": ("support", "rep")},
    "get_consent": {"accountable": ("rep",), "consulted": ("lawyer",)},
    "write_story": {"responsible": ("marketing",), "consulted": ("support",)},
    "use_story": {"responsible": ("rep",), "accountable": ("rep",), "informed": ("marketing",)},
}
"""Three of the four are not settled: two answer for one, nobody does one, nobody answers for one."""


def example(name: str, words: Words) -> SalesProcess:
    """A process to practise on in the language of the words.

    ``case_study``: support, marketing and sales make a case study together, and it is not clear
    who does what.
    """
    if name not in NAMES:
        raise InvalidValue("unknown_example", value=name, allowed=", ".join(NAMES))

    def say(key: str) -> str:
        return words.text(f"lesson_01.case_study.{key}")

    return SalesProcess(
        name=say("name"),
        language=words.language,
        stages=(Stage(key="proof", name=say("stage"), activities=tuple(TASKS)),),
        activities=tuple(Activity(key=key, name=say(key), **parts) for key, parts in TASKS.items()),
        stakeholders=tuple(
            Stakeholder(key=key, name=say(key), department=say(f"department_{department}"))
            for key, department in PEOPLE.items()
        ),
    )


HANDBOOK_DAYS = (5, 8, 10, 9, 10, 7)
"""Days that the sample companies' handbook allows at each stage."""


def handbook(process: SalesProcess, words: Words) -> SalesProcess:
    """A sample company's map as its handbook has it.

    It begins with a stage that no deal ever enters, and allows fewer days than some stages take.
    """
    first = Stage(key="screening", name=words.text("lesson_01.handbook.first"), target_days=1)
    days = dict(zip((stage.key for stage in process.stages), HANDBOOK_DAYS, strict=False))
    stages = (replace(stage, target_days=days.get(stage.key)) for stage in process.stages)
    return process.with_stages((first, *stages))


def entries(sheet: Sheet, words: Words) -> tuple[Entry, ...]:
    """What the invented seller of lesson 05 has filled in on a sheet; nothing on most sheets."""
    key = f"lesson_05.examples.{sheet.name}"
    if not words.has(key):
        return ()
    rows = [words.content.get(f"{key}.{number}") for number in words.keys(key)]
    return tuple(
        Entry({name: typed(sheet.field(name), value, words) for name, value in row.items()})
        for row in rows
    )


FIRST_DAY, SECOND_DAY = date(2026, 1, 7), date(2026, 5, 4)
"""When the two versions of lesson 11 began to hold."""


def versions(process: SalesProcess, words: Words) -> tuple[SalesProcess, SalesProcess]:
    """Two versions of a process that differ in a stage, an activity and some days."""

    def say(key: str) -> str:
        return words.text(f"lesson_11.versions.{key}")

    first = process.with_version(
        Version(date=FIRST_DAY, author=say("author"), reason=say("first_reason"))
    )
    stage = Stage(key="negotiation", name=say("stage"), target_days=14, win_probability=0.5)
    second = (
        first.with_stage(stage, before="closing")
        .with_activity("presentation", say("activity"))
        .change_stage("presentation", target_days=14)
        .with_version(Version(date=SECOND_DAY, author=say("author"), reason=say("reason")))
    )
    return first, second


PRACTICES = {
    "call": (36, 60, 22, 62, True),
    "card": (4, 5, 30, 60, True),
    "school": (30, 45, 20, 50, False),
    "short": (25, 55, 24, 56, True),
}
"""Won with it, of how many; won without it, of how many; whether others can do it too."""


def practices(words: Words) -> tuple[Practice, ...]:
    """What works for whom: one for all, one that is too young, one of one person, one of chance."""
    return tuple(
        Practice(
            key=key,
            name=words.text(f"lesson_11.practices.{key}.name"),
            seller=words.text(f"lesson_11.practices.{key}.seller"),
            with_won=with_won,
            with_n=with_n,
            without_won=without_won,
            without_n=without_n,
            transferable=transferable,
        )
        for key, (with_won, with_n, without_won, without_n, transferable) in PRACTICES.items()
    )
