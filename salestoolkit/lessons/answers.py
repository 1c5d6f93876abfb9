"""Reading an answer to an exercise, whatever was typed; and what a check says of it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from salestoolkit.core.plain_text import folded
from salestoolkit.core.process import SalesProcess

UNANSWERED = "unanswered"
RIGHT = "right"

_SPACES = re.compile(r"[\s\u00a0\u202f']+")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a check found: ``code`` is the key of its sentence, ``fields`` what the sentence names."""

    code: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        """Whether the answer is right."""
        return self.code == RIGHT

    @property
    def answered(self) -> bool:
        """Whether there was an answer at all."""
        return self.code != UNANSWERED


def verdict(code: str, **fields: Any) -> Verdict:
    """A verdict with what its sentence names."""
    return Verdict(code=code, fields=fields)


def is_missing(answer: Any) -> bool:
    """Whether nothing was answered: None, an ellipsis, an empty text or list.

    Examples
    --------
    >>> [is_missing(answer) for answer in (None, ..., " ", [], 0)]
    [True, True, True, True, False]
    """
    if answer is None or answer is ...:
        return True
    if isinstance(answer, str):
        return not answer.strip()
    return isinstance(answer, (list, tuple, dict, set)) and not answer


def as_number(answer: Any) -> float | None:
    """A finite number, also typed as ``"1 150"``, ``"0,25"`` or ``"25 %"`` (0.25); else None.

    Examples
    --------
    >>> [as_number(answer) for answer in ("1 150", "0,25", "25 %", 3, "three", float("nan"))]
    [1150.0, 0.25, 0.25, 3.0, None, None]
    """
    if isinstance(answer, (bool, bytes, bytearray)):
        return None
    share = isinstance(answer, str) and answer.strip().endswith("%")
    if isinstance(answer, str):
        answer = _SPACES.sub("", answer).rstrip("%").replace(",", ".")
    try:
        number = float(answer)
    except (TypeError, ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    return number / 100 if share else number


def as_share(answer: Any) -> float | None:
    """A share of 0-1; a number over 1 up to 100 is taken as percent; else None.

    Examples
    --------
    >>> [as_share(answer) for answer in (0.2, 20, "20%", 140)]
    [0.2, 0.2, 0.2, None]
    """
    number = as_number(answer)
    if number is None or not 0 <= number <= 100:
        return None
    return number if number <= 1 else number / 100


def as_pair(answer: Any) -> tuple[Any, Any] | None:
    """Two answers in one; None where it is anything else."""
    if isinstance(answer, Sequence) and not isinstance(answer, (str, bytes)) and len(answer) == 2:
        return answer[0], answer[1]
    return None


def as_text(answer: Any) -> str | None:
    """A text on one line; None where it is anything else."""
    return " ".join(answer.split()) if isinstance(answer, str) else None


def as_process(answer: Any) -> SalesProcess | None:
    """A sales process; None where it is anything else."""
    return answer if isinstance(answer, SalesProcess) else None


def same(one: str, other: str) -> bool:
    """Whether two names are the same but for case and spaces."""
    return folded(one) == folded(other)
