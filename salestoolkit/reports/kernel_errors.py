"""What went wrong in a page's kernel, as the error that it was: only its text comes back from there."""

from __future__ import annotations

import ast
import datetime
from typing import Any

from salestoolkit import errors
from salestoolkit.errors import ReportError, SalesToolkitError

WRAPPED = frozenset(
    {"PosixPath", "WindowsPath", "Decimal", "float64", "int64", "str_", "frozenset"}
)
"""Kinds of value that are told as the one that they hold."""


def error_from_kernel(kind: str, told: str) -> SalesToolkitError:
    """The error of ours that a kernel told of; ``page_failed`` for any other.

    Parameters
    ----------
    kind : str
        Name of its class.
    told : str
        What it says of itself: its code, and its fields as Python writes them.

    Examples
    --------
    >>> found = error_from_kernel("InvalidValue", "unknown_country: value='XX', allowed=['PL', 'US']")
    >>> type(found).__name__, found.code, found.fields["allowed"]
    ('InvalidValue', 'unknown_country', ['PL', 'US'])
    >>> error_from_kernel("KeyError", "'x'").code
    'page_failed'
    """
    found = getattr(errors, kind, None)
    code, _, fields = told.partition(": ")
    if isinstance(found, type) and issubclass(found, SalesToolkitError) and code.isidentifier():
        try:
            return found(code, **_fields(fields))
        except (SyntaxError, ValueError, TypeError):
            pass
    return ReportError("page_failed", kind=kind, details=told)


def _fields(told: str) -> dict[str, Any]:
    """Fields as `SalesToolkitError` writes them; nothing of it is run."""
    call = ast.parse(f"f({told})", mode="eval").body
    if not isinstance(call, ast.Call) or call.args:
        raise ValueError(told)
    return {str(one.arg): _value(one.value) for one in call.keywords if one.arg is not None}


def _value(node: ast.expr) -> Any:
    """A literal, a day, or the text inside a path, a number of numpy and the like."""
    if isinstance(node, ast.Call) and not node.keywords:
        inner = [ast.literal_eval(one) for one in node.args]
        kind = ast.unparse(node.func).rpartition(".")[2]
        if kind == "date" and len(inner) == 3:
            return datetime.date(*inner)
        if kind in WRAPPED and len(inner) == 1:
            return inner[0]
    return ast.literal_eval(node)
