"""Runs that are kept: which there are, which one a week ago was, and which go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from salestoolkit.core.run_retention import DatedRun, Keep, run_a_week_before, runs_to_remove
from salestoolkit.reports.batch.disk import throw_away
from salestoolkit.reports.batch.edited import keep_edited
from salestoolkit.reports.batch.manifest import FORMAT, NAME, Manifest, read_manifest


def past_runs(runs: Path) -> list[DatedRun]:
    """The runs in a folder; whatever else lies there is none of them."""
    return list(_runs(runs)) if runs.is_dir() else []


def run_to_compare(runs: Path, day: date) -> Manifest | None:
    """The manifest of the run nearest to a week before a day; None where no earlier one is kept."""
    found = run_a_week_before(past_runs(runs), day)
    return None if found is None else read_manifest(runs / found.name / NAME)


def remove_old_runs(
    runs: Path, *, keep: Keep, latest: str, now: datetime, edited: Path, trash: Path
) -> list[str]:
    """Remove runs that go under a rule, and give their names; what a person changed in them is kept."""
    going = runs_to_remove(past_runs(runs), keep=keep, latest=latest, now=now)
    for run in going:
        folder = runs / run.name
        manifest = read_manifest(folder / NAME)
        if manifest is not None:
            keep_edited(folder, manifest, edited)
            throw_away(folder, trash)
    return [run.name for run in going]


def _runs(runs: Path) -> Iterator[DatedRun]:
    for folder in runs.iterdir():
        if folder.is_symlink():
            continue
        try:
            found = json.loads((folder / NAME).read_text(encoding="utf-8"))
            # a folder that a person copied under another name is theirs, not ours
            if found["format"] != FORMAT or found["run"] != folder.name:
                continue
            day = found["as_of"]
            yield DatedRun(
                folder.name,
                datetime.fromisoformat(found["started"]),
                None if day is None else date.fromisoformat(day),
            )
        except (OSError, ValueError, KeyError, TypeError):
            continue
