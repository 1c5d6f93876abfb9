"""A sales process as Mermaid text, for a wiki that draws it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise

from salestoolkit.charts.process_words import in_words
from salestoolkit.charts.text import clean
from salestoolkit.core.process import SalesProcess
from salestoolkit.words import Words

_HARMLESS = re.compile(r"[\w \N{NO-BREAK SPACE}.,()/·–—„”“…'-]")
"""What means nothing in Mermaid, HTML or Markdown inside a quoted label."""
_MARKDOWN = re.compile(r"[_*]")


def mermaid(process: SalesProcess, words: Words) -> str:
    """The flowchart of a process: one node a stage, and the way from the last to the first.

    Stages that wait are hexagons with a dashed border; ways that are meant beside the one to the
    next stage are dotted arrows. Names cannot break the text: what means something in Mermaid is
    written as an entity.

    Examples
    --------
    >>> from salestoolkit.core.process import Stage
    >>> from salestoolkit.words import load_words
    >>> sale = SalesProcess(name="Sale", stages=(Stage(key="a", name="Offer [draft]"),))
    >>> print(mermaid(sale, load_words("en")))
    ---
    title: "Sale"
    ---
    flowchart LR
        a1["1 · Offer #91;draft#93;"]
        a1 -->|"referrals bring new leads"| a1
    <BLANKLINE>
    """
    return mermaids([process], words)


def mermaids(processes: Sequence[SalesProcess], words: Words) -> str:
    """Several processes in one flowchart, each in a box of its own where there are several."""
    said = [in_words(process, words) for process in processes]
    names = [clean(process.name) or words.text("process_map.untitled") for process in said]
    lines = ["---", f"title: {_title(names)}", "---"]
    lines.append("flowchart LR")
    for at, (process, name) in enumerate(zip(said, names, strict=True)):
        letter = _letters(at)
        inside = _flow(process, words, letter)
        if len(said) > 1:
            inside = [f"subgraph {letter}[{_quoted(name)}]", *_indented(inside), "end"]
        lines += _indented(inside)
    if any(stage.waiting for process in said for stage in process.stages):
        lines += _indented(["classDef waiting stroke-dasharray: 4 3"])
    return "\n".join(lines) + "\n"


def _flow(process: SalesProcess, words: Words, letter: str) -> list[str]:
    """Nodes and arrows of one process."""
    stages = process.stages
    if not stages:
        name = clean(process.name) or words.text("process_map.untitled")
        return [f"{letter}0[{_quoted(words.text('process_map.empty', name=name))}]"]
    ids = [f"{letter}{place}" for place in range(1, len(stages) + 1)]
    lines = []
    for place, (node, stage) in enumerate(zip(ids, stages, strict=True), start=1):
        # not "1. Name": newer versions take that for a list
        text = f"{place} · {clean(stage.name) or clean(stage.key)}"
        if stage.waiting:
            label = _quoted(f"{text} ({words.text('process_map.waiting')})")
            lines.append(f"{node}{{{{{label}}}}}:::waiting")
        else:
            lines.append(f"{node}[{_quoted(text)}]")
    lines += [f"{one} --> {other}" for one, other in pairwise(ids)]
    back = _quoted(words.text("process_map.way_back"))
    lines.append(f"{ids[-1]} -->|{back}| {ids[0]}")
    places = {stage.key: node for stage, node in zip(stages, ids, strict=True)}
    for move in process.moves:
        if move.start in places and move.end in places:
            reason = f"|{_quoted(clean(move.reason))}|" if clean(move.reason or "") else ""
            lines.append(f"{places[move.start]} -.->{reason} {places[move.end]}")
    return lines


def _quoted(text: str) -> str:
    """A label in quotes, with an entity for each letter that could mean something."""
    inert = "".join(
        letter if _HARMLESS.match(letter) and not _MARKDOWN.match(letter) else f"#{ord(letter)};"
        for letter in text
    )
    return f'"{inert}"'


def _title(names: Sequence[str]) -> str:
    """A title knows no entities: what could mean something is left out of it."""
    inert = (letter if _HARMLESS.match(letter) else " " for letter in " · ".join(names))
    return json.dumps(" ".join("".join(inert).split()), ensure_ascii=False)


def _letters(at: int) -> str:
    """``a``, ``b``, ... ``z``, ``aa``, ...: what the names of a process's nodes begin with."""
    first, last = divmod(at, 26)
    return (_letters(first - 1) if first else "") + chr(ord("a") + last)


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]
