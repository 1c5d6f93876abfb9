"""What the tests of deliveries share: a run of a batch, made up, and who gets its pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from batch_runs import MONDAY, Clock, made, planned, run_once

from salestoolkit.reports.batch.folder import BatchFolder
from salestoolkit.reports.delivery.deliver import Run

POPPY = "Poppy Thimblewick"
RECIPIENTS = f"""
[[recipient]]
name = "{POPPY}"
person = "{POPPY}"
mail = "poppy@example.com"
pages = [{{ owner = "{POPPY}" }}, {{ team = "North", notebook = "funnel_audit" }}]

[[recipient]]
name = "Anna Żółć"
folder = "anna"
mail = "anna@example.com"
language = "pl"
leads = "all"
pages = [{{ all = true }}]
"""


def plan(mark: str = "1") -> list:
    """Pages of two teams, one of them in Polish too, and of two people."""
    north = {"team": "North"}
    return [
        planned("north_en", fingerprint=f"n{mark}", values=north, label="Team: North"),
        planned(
            "north_pl",
            fingerprint=f"n{mark}",
            values=north,
            language="pl",
            label="Zespół: Północ",
        ),
        planned("south", fingerprint="s", values={"team": "South"}, label="Team: South"),
        *(
            planned(name, fingerprint="p", values={"owner": name}, kind="pipeline_review")
            for name in (POPPY, "Rowan Ash")
        ),
    ]


@pytest.fixture
def batch_run(tmp_path: Path) -> Callable[..., Run]:
    """Makes a run in ``out``; another ``mark`` makes the pages of North say something new."""

    def run(mark: str = "1", *, started=MONDAY, **more) -> Run:
        reports = plan(mark)
        results = [made(report, f"page {report.fingerprint}") for report in reports]
        run_once(
            tmp_path / "out",
            reports,
            started=started,
            results=results,
            as_of=date(2026, 11, 29),
            batch="Monday",
            **more,
        )
        latest = BatchFolder(tmp_path / "out").latest
        assert latest is not None
        return Run.at(latest / "manifest.json", clock=Clock(started))

    return run


@pytest.fixture
def recipients(tmp_path: Path) -> Path:
    """The file that says who gets which page."""
    file = tmp_path / "recipients.toml"
    file.write_text(RECIPIENTS, encoding="utf-8")
    return file
