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

from salestoolkit.reports.plan import PageSpec
from salestoolkit.reports.sections import SECTIONS
from salestoolkit.sources.packaged import packaged_path

PATH = packaged_path("notebooks/reports/funnel_audit.ipynb")


@pytest.fixture(scope="module")
def notebook() -> Any:
    return nbformat.read(PATH, as_version=4)


def test_outputs_are_not_kept(notebook: Any) -> None:
    assert all(cell.outputs == [] and cell.execution_count is None for cell in notebook.cells)


def test_it_has_no_prose_and_no_functions(notebook: Any) -> None:
    assert {cell.cell_type for cell in notebook.cells} == {"code"}
    assert not any("def " in cell.source for cell in notebook.cells)


def test_each_section_of_the_page_is_one_line(notebook: Any) -> None:
    assert [cell.source for cell in notebook.cells[2:]] == [f"page.{name}()" for name in SECTIONS]


def test_parameters_are_plain_literals_with_a_comment_each(notebook: Any) -> None:
    cell = notebook.cells[0]
    assert cell.metadata.tags == ["parameters"]
    lines = cell.source.splitlines()
    names = []
    for comment, line in zip(lines[::2], lines[1::2], strict=True):
        name, _, literal = line.partition(" = ")
        assert comment.startswith("# ")
        assert ast.literal_eval(literal) in ("book", "", "en", None)
        names.append(name)
    assert names == list(PageSpec(report="funnel_audit").parameters(Path("book")))


@pytest.mark.slow
def test_it_runs_from_top_to_bottom_with_nbval(sample_book: Path, tmp_path: Path) -> None:
    content = json.loads(PATH.read_text(encoding="utf-8"))
    source = content["cells"][0]["source"]
    text = source if isinstance(source, str) else "".join(source)
    content["cells"][0]["source"] = text.replace('"book"', repr(str(sample_book)))
    tried = tmp_path / "funnel_audit.ipynb"
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
