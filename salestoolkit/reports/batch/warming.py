"""What a batch's kernels have ready before they are forked: modules, the opened book, a rehearsed page."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from salestoolkit.reports.batch.orders import Order
from salestoolkit.reports.kinds import kind_of
from salestoolkit.sources.remote_books.address import is_address

PLAIN = ("salestoolkit", "pandas", "numpy", "altair", "pyarrow", "scipy", "statsmodels", "IPython")
"""Packages whose import only defines names: a kernel that inherits them is none the worse."""
OPEN = "salestoolkit.reports.page:read_book"

Warm = tuple[str, dict[str, Any], str]
"""A function, its options, and what tells this call from others of the function."""


def imports_of(order: Order) -> tuple[str, ...]:
    """Modules that the order's notebook imports, as far as they may be imported once for all."""
    if order.kind is not None:
        return (kind_of(order.kind).path, "IPython.display")
    return tuple(name for name in imported(order.notebook) if name.split(".")[0] in PLAIN)


def calls_of(order: Order) -> list[Warm]:
    """Calls that read the order's book, and rehearse its page where many of its kind follow."""
    book = order.parameters.get("book")
    if not isinstance(book, str) or is_address(book):
        return []
    given = {name: order.parameters.get(name) for name in ("as_of", "currency")}
    mark = json.dumps([book, *given.values()])
    if order.kind is not None and order.rehearse:
        # a page of a part holds it against all deals, counted by its column: each column is rehearsed
        apart = {name: order.parameters.get(name) for name in ("dimension", "language", "pipeline")}
        mark = json.dumps([mark, *apart.values()])
        return [(f"{kind_of(order.kind).path}:rehearse", dict(order.parameters), mark)]
    if order.kind is None and "salestoolkit" not in {
        name.split(".")[0] for name in imported(order.notebook)
    }:
        return []
    return [(OPEN, {"path": book, **given}, mark)]


def imported(notebook: Path) -> list[str]:
    """Modules that a notebook's cells name in imports, each once."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    sources = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return list(dict.fromkeys(name for source in sources for name in _names(source)))


def _names(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        # a cell with magic of IPython's; what it imports is imported when it runs
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
