"""Bring the sentences in docs/batch_errors*.md up to date: ``python scripts/batch_errors.py``.

What stands around them, such as the cause of an error, is written by hand. An error that is new in the
code gets a line ``- `code`:`` in the section where it belongs, in both files; this fills in its sentence.
"""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "salestoolkit"
PAGES = {"en": ROOT / "docs/batch_errors.md", "pl": ROOT / "docs/batch_errors.pl.md"}
WHERE = (
    *("reports/batch/*.py", "reports/schedule/*.py", "reports/delivery/*.py", "reports/own/*.py"),
    *("reports/execute.py", "reports/watched.py", "reports/kernel*.py", "reports/forks.py"),
    *("reports/publish*.py", "reports/pdf.py", "reports/output.py", "reports/figures_xlsx.py"),
    *("reports/plan.py", "reports/request.py", "reports/make.py", "reports/kinds.py"),
    *("cli/batch.py", "cli/schedule.py", "cli/delivery.py", "cli/own_reports.py"),
    *("core/freshness.py", "core/schedule_times.py", "core/typed_days.py"),
    "sources/toml_entry.py",
)
"""Code that a batch, a schedule, a delivery or an own notebook is made by."""
_LINE = re.compile(r"^- `(\w+)`:.*$", re.MULTILINE)


def sentences(language: str) -> dict[str, str]:
    """Each error's sentence as it is said, its fields in braces."""
    path = PACKAGE / f"content/{language}/errors.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return {code: text.replace("{{", "{").replace("}}", "}") for code, text in found.items()}


def raised() -> set[str]:
    """Codes that this code names."""
    modules = {path for pattern in WHERE for path in PACKAGE.glob(pattern)}
    texts = {
        node.value
        for path in modules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return texts & set(sentences("en"))


def told(page: str) -> list[str]:
    """Codes that a page has a line for."""
    return _LINE.findall(page)


def refreshed(page: str, language: str) -> str:
    """The page with each error's sentence as it is now."""
    said = sentences(language)
    return _LINE.sub(lambda line: f"- `{line[1]}`: {said.get(line[1], '')}".rstrip(), page)


if __name__ == "__main__":
    for language, path in PAGES.items():
        text = path.read_text(encoding="utf-8")
        path.write_text(refreshed(text, language), encoding="utf-8")
        print(f"{path.name}: missing {sorted(raised() - set(told(text))) or 'none'}")
