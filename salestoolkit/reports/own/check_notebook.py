"""Say what would go wrong with a report notebook, before a batch finds out on Monday."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from salestoolkit.reports.batch.parameters import TAG, parameters_of
from salestoolkit.reports.execute import CELL_SECONDS
from salestoolkit.reports.own.cells import Cell, Finding, code_cells, dotted, read_notebook
from salestoolkit.reports.own.check_charts import chart_findings
from salestoolkit.reports.own.check_code import code_findings
from salestoolkit.reports.own.check_order import order_findings
from salestoolkit.reports.own.check_outputs import makes_record, output_findings
from salestoolkit.reports.own.check_parameters import parameter_findings

PYTHON = "python"


@dataclass(frozen=True)
class Checked:
    """A notebook and what was found.

    ``ran`` is whether it was run as well, ``stopped`` whether it should have been and could not.
    ``sample`` is whether it was run with the deals of a sample company.
    """

    notebook: Path
    findings: Sequence[Finding]
    ran: bool = False
    stopped: bool = False
    sample: bool = False

    @property
    def faults(self) -> Sequence[Finding]:
        """What would go wrong, without what could only be better."""
        return [one for one in self.findings if one.severity == "fault"]


def check_notebook(
    path: Path,
    *,
    run: bool = False,
    book: Path | str | None = None,
    language: str = "en",
    seconds: int = CELL_SECONDS,
) -> Checked:
    """What would go wrong with a notebook in a batch; nothing of it is run unless asked.

    Parameters
    ----------
    run : bool
        Whether to run it as well, in a kernel of its own, where no fault was found that would stop it.
    book : Path or str, optional
        The deal book to run it with; else a sample company's.
    language : str
        Language of that sample company.
    seconds : int
        How long one cell may take.

    Raises
    ------
    ReportError
        ``own_no_notebook``, ``notebook_broken``.
    """
    notebook = read_notebook(path)
    cells = code_cells(notebook)
    findings = [
        *_kernel(notebook.metadata),
        *parameter_findings(cells),
        *order_findings(cells),
        *code_findings(cells),
        *chart_findings(cells),
    ]
    if not (makes_record(cells) or any(_tells_record(cell) for cell in cells)):
        findings.append(Finding(code="no_record", severity="advice"))
    stopped = any(one.code in {"syntax", "waits", "not_python"} for one in findings)
    if not run or stopped:
        return Checked(path, _sorted([*findings, *output_findings(cells)]), stopped=run)
    from salestoolkit.reports.own.check_run import run_findings

    known = parameters_of(path) if any(TAG in cell.tags for cell in cells) else {}
    ran = run_findings(path, book=book, known=known, language=language, seconds=seconds)
    sample = book is None and "book" in known
    return Checked(path, _sorted([*findings, *ran]), ran=True, sample=sample)


def _kernel(metadata: dict[str, dict[str, str]]) -> list[Finding]:
    """Whether it says that it is in Python: another language fails, none at all only outside a batch."""
    spec = metadata.get("kernelspec", {})
    said = spec.get("language") or metadata.get("language_info", {}).get("name", "")
    if said.lower() not in {"", PYTHON}:
        return [Finding(code="not_python", value=said)]
    return [] if spec.get("name") else [Finding(code="no_kernel", severity="advice")]


def _tells_record(cell: Cell) -> bool:
    """Whether a cell calls what makes the record of a page."""
    calls = [] if cell.tree is None else ast.walk(cell.tree)
    return any(
        isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in {"record", "Record"}
        for node in calls
    )


def _sorted(findings: Sequence[Finding]) -> list[Finding]:
    """From top to bottom, what is about the whole notebook first; each once."""
    return sorted(dict.fromkeys(findings), key=lambda one: (one.cell or 0, one.severity != "fault"))
