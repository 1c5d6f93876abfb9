"""What is wrong with a command as it was typed, in one sentence of the reader's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salestoolkit.words import Words

_NAMED = re.compile(r"'([^']*)'|\(([^()]*)\)$")
"""What the parser quotes of the command line; its sentences are English only."""


def usage_sentence(error: Any, words: Words) -> str:
    """What the parser of the command line found, from an error of its own with its context.

    Where a group of commands was named and nothing else, that is the group's help.

    The parser's classes are private to it, so they are told apart by what they carry.
    """
    if "\n" in error.message:
        return str(error.message)
    command = error.ctx.command_path if error.ctx else "salestoolkit"
    said = _fault(error, words)
    return f"{said} {words.text('cli.usage.help', command=command)}"


def _fault(error: Any, words: Words) -> str:
    if hasattr(error, "option_name"):
        code = "unknown" if hasattr(error, "possibilities") else "without_value"
        return words.text(f"cli.usage.{code}", option=error.option_name)
    if getattr(error, "param", None) is not None:
        option = _name(error.param)
        if hasattr(error, "param_type"):
            return words.text("cli.usage.missing", option=option)
        kind = getattr(error.param, "type_descriptor", None)
        fraction = getattr(kind, "annotation", None) is float
        code = "wrong_number" if fraction else "wrong_value"
        return words.text(f"cli.usage.{code}", option=option)
    found = _NAMED.search(error.message)
    value = next((part for part in found.groups() if part is not None), "") if found else ""
    commands = getattr(error.ctx and error.ctx.command, "commands", None)
    if commands:
        return words.text("cli.usage.no_command", value=value, allowed=", ".join(commands))
    return words.text("cli.usage.too_much", value=value)


def _name(param: Any) -> str:
    """A parameter as the help shows it: an option by its name, an argument by what stands for it."""
    long = [name for name in param.opts if name.startswith("--")]
    return " ".join((*long[:1], param.metavar or "")).strip() or str(param.name)
