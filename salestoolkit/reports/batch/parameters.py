"""What a notebook can be told: the names, and the kinds of value, of its cell of parameters."""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from salestoolkit.errors import ReportError

TAG = "parameters"
KINDS: Mapping[str, tuple[type, ...]] = {
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
    "str": (str,),
    "list": (list,),
    "tuple": (list,),
    "dict": (dict,),
    "None": (type(None),),
}
"""Names of types as a notebook writes them, and what a value of each is made of."""
SWITCHES = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A name that a notebook can be given a value for.

    ``kinds`` are names of the types that it takes; empty where anything fits, as where its default is
    None or is worked out.
    """

    name: str
    kinds: tuple[str, ...] = ()

    def takes(self, value: Any) -> bool:
        """Whether a value is of one of its kinds; true and false are no numbers.

        Examples
        --------
        >>> share = Parameter(name="share", kinds=("float",))
        >>> share.takes(1), share.takes("1"), share.takes(True)
        (True, False, False)
        """
        if not self.kinds:
            return True
        if isinstance(value, bool):
            return "bool" in self.kinds
        return any(isinstance(value, KINDS[kind]) for kind in self.kinds)

    def from_text(self, text: str) -> Any:
        """A cell of a list as one of its kinds; the text itself where it is none of them.

        Examples
        --------
        >>> Parameter(name="top", kinds=("int",)).from_text("5")
        5
        """
        if "str" in self.kinds or not self.kinds:
            return text
        if "bool" in self.kinds and text.strip().casefold() in SWITCHES:
            return SWITCHES[text.strip().casefold()]
        for kind, made in (("int", int), ("float", float)):
            if kind in self.kinds:
                try:
                    value = made(text)
                except ValueError:
                    continue
                return value if math.isfinite(value) else text
        return text


def parameters_of(notebook: Path) -> dict[str, Parameter]:
    """The parameters of a notebook by name, in its order; none where no cell has the tag ``parameters``.

    Raises
    ------
    ReportError
        ``notebook_broken`` where it is no notebook, or its cell of parameters is no Python.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        sources = [
            "".join(cell["source"]) for cell in cells if TAG in cell["metadata"].get("tags", ())
        ]
        found = [_parameter(node) for node in ast.parse(_python(sources)).body]
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, AttributeError) as error:
        raise ReportError("notebook_broken", value=str(notebook), reason=str(error)) from error
    return {one.name: one for one in found if one is not None}


def check_parameters(
    notebook: Path, known: Mapping[str, Parameter], given: Mapping[str, Any]
) -> None:
    """Refuse a name that the notebook does not know, or a value of another kind than it takes.

    Raises
    ------
    ReportError
        ``parameter_unknown``, ``parameter_kind``: each names notebook, parameter, value and what is
        allowed.
    """
    for name, value in given.items():
        about = {"notebook": notebook.name, "name": name, "value": shown(value)}
        if name not in known:
            raise ReportError("parameter_unknown", **about, allowed=", ".join(known) or "–")
        if not known[name].takes(value):
            raise ReportError("parameter_kind", **about, allowed=", ".join(known[name].kinds))


def plain_value(value: Any) -> Any:
    """A value of a TOML file as a notebook is given it: days and times as text."""
    if isinstance(value, Mapping):
        return {str(key): plain_value(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(one) for one in value]
    return value.isoformat() if isinstance(value, date) or hasattr(value, "isoformat") else value


def shown(value: Any) -> str:
    """A value as a sentence names it.

    >>> shown("x"), shown(True), shown(2.5)
    ('"x"', 'true', '2.5')
    """
    return json.dumps(value, ensure_ascii=False, default=str)


def _python(sources: list[str]) -> str:
    """The first cell with the tag, without what only IPython understands."""
    lines = (sources[0] if sources else "").splitlines()
    return "\n".join("" if line.lstrip().startswith(("%", "!", "?")) else line for line in lines)


def _parameter(node: ast.stmt) -> Parameter | None:
    """A parameter where the statement gives one name a value."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return Parameter(name=node.target.id, kinds=_annotated(node.annotation))
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        if isinstance(target, ast.Name):
            return Parameter(name=target.id, kinds=_of_default(node.value))
    return None


def _of_default(node: ast.expr) -> tuple[str, ...]:
    """The kind of a default; none where it is None or no plain value."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return ()
    kind = type(value).__name__
    return (kind,) if value is not None and kind in KINDS else ()


def _annotated(node: ast.expr) -> tuple[str, ...]:
    """Kinds that an annotation such as ``int | None`` names; none where it names another."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        sides = (_annotated(node.left), _annotated(node.right))
        return (*sides[0], *sides[1]) if all(sides) else ()
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        if node.value.id == "Optional":
            inner = _annotated(node.slice)
            return (*inner, "None") if inner else ()
        return _annotated(node.value)
    text = ast.unparse(node).strip("'\"")
    return (text,) if text in KINDS else ()
