"""The report notebook itself: parameters, no prose, and it runs by hand."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from salestoolkit.reports.channel_test_sections import SECTIONS as CHANNEL_SECTIONS
from salestoolkit.reports.detail_sections import CHAPTERS
from salestoolkit.reports.forecast_sections import SECTIONS as FORECAST_SECTIONS
from salestoolkit.reports.goal_sections import SECTIONS as GOAL_SECTIONS
from salestoolkit.reports.kinds import KINDS
from salestoolkit.reports.plan import PageSpec
from salestoolkit.reports.retention_sections import SECTIONS as RETENTION_SECTIONS
from salestoolkit.reports.sections import SECTIONS
from salestoolkit.reports.territory_sections import SECTIONS as TERRITORY_SECTIONS
from salestoolkit.sources.packaged import packaged_path

NAMES = {
    "funnel": SECTIONS,
    "funnel_audit": SECTIONS,
    "goal_check": GOAL_SECTIONS,
    "channel_test": CHANNEL_SECTIONS,
    "forecast": FORECAST_SECTIONS,
    "retention": RETENTION_SECTIONS,
    "territory": TERRITORY_SECTIONS,
}
GOALS = """
[[goal]]
name = "Rok"
metric = "deals"
amount = 120
start = 2026-01-01
until = 2026-12-31
"""


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def notebook(name: str) -> Any:
    return nbformat.read(packaged_path(f"notebooks/reports/{name}.ipynb"), as_version=4)


def test_outputs_are_not_kept(notebook: Any) -> None:
    assert all(cell.outputs == [] and cell.execution_count is None for cell in notebook.cells)


def test_it_has_no_prose_and_no_functions(notebook: Any) -> None:
    assert {cell.cell_type for cell in notebook.cells} == {"code"}
    assert not any("def " in cell.source for cell in notebook.cells)


def test_each_section_of_the_page_is_one_line(notebook: Any, name: str) -> None:
    sections = [f"page.{section}()" for section in NAMES[name]]
    if name == "funnel_audit":
        place = sections.index("page.win_curve()")
        sections[place:place] = [f'page.chapter("{one}")' for one in CHAPTERS]
    assert [cell.source for cell in notebook.cells[2:]] == sections


def test_parameters_are_plain_literals_with_a_comment_each(notebook: Any, name: str) -> None:
    cell = notebook.cells[0]
    assert cell.metadata.tags == ["parameters"]
    lines = cell.source.splitlines()
    names = []
    for comment, line in zip(lines[::2], lines[1::2], strict=True):
        parameter, _, literal = line.partition(" = ")
        assert comment.startswith("# ")
        assert ast.literal_eval(literal) in (
            *("book", "", "en", "goals.toml"),
            "channel_test",
            None,
            False,
        )
        names.append(parameter)
    about = None if KINDS[name].subject is None else Path("goals.toml")
    page = PageSpec(
        report=name,
        about=about,
        period="2026-Q4" if KINDS[name].period else None,
        for_leader=KINDS[name].people,
        options=tuple((option, "") for option in KINDS[name].options),
    )
    assert names == list(page.parameters(Path("book")))


@pytest.mark.slow
def test_it_runs_from_top_to_bottom_with_nbval(
    sample_book: Path, tmp_path: Path, name: str
) -> None:
    path = packaged_path(f"notebooks/reports/{name}.ipynb")
    content = json.loads(path.read_text(encoding="utf-8"))
    source = content["cells"][0]["source"]
    text = source if isinstance(source, str) else "".join(source)
    content["cells"][0]["source"] = text.replace('"book"', repr(str(sample_book)))
    test = packaged_path("data/kwarcowa_sowa/channel_test")
    content["cells"][0]["source"] = content["cells"][0]["source"].replace(
        '"channel_test"', repr(str(test))
    )
    (tmp_path / "goals.toml").write_text(GOALS, encoding="utf-8")
    tried = tmp_path / f"{name}.ipynb"
    tried.write_text(json.dumps(content), encoding="utf-8")
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval-lax", "-q", "-p", "no:cacheprovider", str(tried)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"IPYTHONDIR": str(tmp_path / "ipython")},
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout
    assert f"{len(content['cells'])} passed" in outcome.stdout
