"""What a check found, in the reader's words, and as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from salestoolkit.reports.own.cells import Finding
from salestoolkit.reports.own.check_notebook import Checked
from salestoolkit.reports.publish import LARGEST_PAGE
from salestoolkit.words import Words
from salestoolkit.words.errors import plain

BYTES = ("kept_outputs", "outputs_too_large")
"""Findings whose value is a number of bytes."""


def check_lines(words: Words, checked: Checked) -> Iterator[str]:
    """The findings as lines: how many, each with what to do, and whether the notebook was run."""
    findings, name = checked.findings, plain(checked.notebook.name)
    faults = len(checked.faults)
    if findings:
        yield words.text(
            "own_reports.check.found",
            file=name,
            faults=words.count("fault", faults, digits=0),
            hints=words.count("hint", len(findings) - faults, digits=0),
        )
    else:
        yield words.text("own_reports.check.well", file=name)
    for one in findings:
        hint = "hint_" if one.severity == "advice" else ""
        place = "whole" if one.cell is None else "cell"
        said, todo = said_and_todo(words, one)
        yield f"  {words.text(f'own_reports.check.{hint}{place}', cell=one.cell, said=said, todo=todo)}"
    yield words.text(f"own_reports.check.{_outcome(checked)}")


def check_record(words: Words, checked: Checked) -> dict[str, Any]:
    """The findings for a program."""
    found = []
    for one in checked.findings:
        said, todo = said_and_todo(words, one)
        found.append(
            {
                "code": one.code,
                "severity": one.severity,
                "cell": one.cell,
                "value": one.value,
                "other_cell": one.other,
                "error": None if one.error is None else one.error.code,
                "said": said,
                "todo": todo,
            }
        )
    return {
        "notebook": str(checked.notebook),
        "ran": checked.ran,
        "faults": len(checked.faults),
        "findings": found,
    }


def said_and_todo(words: Words, found: Finding) -> tuple[str, str]:
    """What was found, and what to do about it."""
    fields: dict[str, Any] = {
        "value": int(found.value) if found.code in BYTES else plain(found.value),
        "other": found.other,
        "allowed": LARGEST_PAGE,
        "error": "" if found.error is None else words.error(found.error),
    }
    said, todo = (
        words.text(f"own_reports.found.{found.code}.{part}", **fields) for part in ("said", "todo")
    )
    return said, todo


def _outcome(checked: Checked) -> str:
    if checked.ran:
        return "ran_sample" if checked.sample else "ran"
    return "not_run_yet" if checked.stopped else "not_run"
