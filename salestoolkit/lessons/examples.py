"""Small processes and filled-in sheets to practise on, with faults to find."""

from __future__ import annotations

from dataclasses import replace

from salestoolkit.core.process import Activity, SalesProcess, Stage, Stakeholder
from salestoolkit.core.sheets import Entry, Sheet
from salestoolkit.errors import InvalidValue
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
