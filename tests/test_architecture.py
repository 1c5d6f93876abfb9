"""The floors of the house: imports only go down, and importing the package does nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "salestoolkit"
FLOORS = {
    "cli": 9,
    "__main__": 10,
    "reports": 8,
    "lessons": 8,
    "widgets": 7,
    "charts": 6,
    "words": 5,
    "sources": 4,
    "book": 3,
    "core": 2,
    "content": 1,
    "errors": 0,
    "lean": 0,
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(module: Path) -> str:
    """First part of a module's path inside the package."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(module: Path) -> set[str]:
    """Rooms of the package that a module imports anywhere, also inside functions."""
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        rooms |= {
            name.split(".")[1]
            for name in names
            if name.startswith("salestoolkit.") and name.split(".")[1] != "__version__"
        }
    return rooms


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_only_go_down(module: Path) -> None:
    here = room(module)
    if here == "__init__":
        assert imported_rooms(module) == set()
        return
    assert here in FLOORS, f"{here} stands on no floor of the house"
    upward = {
        there for there in imported_rooms(module) if there != here and FLOORS[there] >= FLOORS[here]
    }
    assert not upward, (
        f"{module.name} on floor {FLOORS[here]} imports {upward} from above or beside"
    )


def test_an_arrow_that_runs_up_is_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("def f():\n    from salestoolkit.reports import page\n    return page\n")
    assert imported_rooms(module) == {"reports"}


def test_content_holds_no_python() -> None:
    assert not list((PACKAGE / "content").rglob("*.py"))


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = (
        "import sys; before = set(sys.modules); import salestoolkit, salestoolkit.cli;"
        "heavy = {'pandas', 'numpy', 'pyarrow', 'altair', 'scipy', 'papermill', 'ipywidgets'};"
        "print(sorted(heavy & (set(sys.modules) - before)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
