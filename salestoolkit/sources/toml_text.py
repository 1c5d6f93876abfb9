"""A TOML text as a person wrote it: which statement stands where, so that errors and edits find it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
"""Keys and places in lists from the top: ``("process", 1, "stage", 0)`` is the first
``[[process.stage]]`` of the second ``[[process]]``."""

Span = tuple[int, int]

_TOKEN = re.compile(
    r"""
      (?P<text>  \"{3}(?:\\.|[^\\])*?\"{3}\"{0,2} | '{3}.*?'{3}'{0,2}
               | "(?:\\.|[^"\\\n])*" | '[^'\n]*' )
    | (?P<comment> \#[^\n]* )
    | (?P<open> [\[{] ) | (?P<close> [\]}] ) | (?P<equals> = ) | (?P<comma> , )
    | (?P<line> \n )
    | (?P<blank> [^\S\n]+ )
    | (?P<other> [^\s"'\#\[\]{}=,]+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)

Token = re.Match[str]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A header or a ``key = value`` of a TOML text.

    ``start`` and ``end`` are offsets of its first line's beginning and behind its last line;
    ``names`` is its dotted key; ``header`` is ``"[["``, ``"["`` or, for a value, empty. ``value`` is
    where the value stands and ``items`` where each item of a list does. ``path`` is where in the file's
    data it belongs.
    """

    start: int
    end: int
    line: int
    names: tuple[str, ...]
    header: str = ""
    value: Span = (0, 0)
    items: tuple[Span, ...] = ()
    path: Path = ()


def statements(text: str) -> list[Statement]:
    """Headers and values of a TOML text that is valid, in order.

    Examples
    --------
    >>> text = '[[process]]\\nname = "Sale"\\n[[process.stage]]\\nkey = "offer"\\n'
    >>> [(found.line, found.path) for found in statements(text)][2:]
    [(3, ('process', 0, 'stage', 0)), (4, ('process', 0, 'stage', 0, 'key'))]
    """
    counts: dict[Path, int] = {}
    here: Path = ()
    found = []
    for start, line, tokens in _lines(text):
        said = [token for token in tokens if token.lastgroup not in ("blank", "comment", "line")]
        if not said:
            continue
        end = tokens[-1].end()
        if said[0].lastgroup == "open":
            header = "[[" if len(said) > 1 and said[1].lastgroup == "open" else "["
            names = _names(text[said[0].start() + len(header) : said[-1].end() - len(header)])
            here = _enter(names, counts, listed=header == "[[")
            found.append(
                Statement(start=start, end=end, line=line, names=names, header=header, path=here)
            )
        else:
            found.append(_value(text, start, end, line, said, here))
    return found


def line_of(text: str, path: Path) -> int:
    """Line of what lies under a path, else of the nearest thing around it, else 1."""
    lines: dict[Path, int] = {(): 1}
    for statement in statements(text):
        depth = len(statement.path) - (0 if statement.header else len(statement.names))
        for length in range(depth, len(statement.path) + 1):
            lines.setdefault(statement.path[:length], statement.line)
        for place, (start, _) in enumerate(statement.items):
            lines[(*statement.path, place)] = text.count("\n", 0, start) + 1
    return next(
        lines[path[:length]] for length in range(len(path), -1, -1) if path[:length] in lines
    )


def _lines(text: str) -> Iterator[tuple[int, int, list[Token]]]:
    """Logical lines: where each starts, its number, its tokens; a list may run over several."""
    depth, line, start = 0, 1, 0
    tokens: list[Token] = []
    for token in _TOKEN.finditer(text):
        tokens.append(token)
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        if token.lastgroup == "line" and depth <= 0:
            yield start, line, tokens
            line += text.count("\n", start, token.end())
            depth, start, tokens = 0, token.end(), []
    if tokens:
        yield start, line, tokens


def _value(
    text: str, start: int, end: int, line: int, said: Sequence[Token], here: Path
) -> Statement:
    place = next((i for i, token in enumerate(said) if token.lastgroup == "equals"), len(said) - 1)
    names = _names(text[said[0].start() : said[place].start()])
    value = said[place + 1 :]
    return Statement(
        start=start,
        end=end,
        line=line,
        names=names,
        value=(value[0].start(), value[-1].end()) if value else (end, end),
        items=tuple(_items(value)),
        path=(*here, *names),
    )


def _items(value: Sequence[Token]) -> Iterator[Span]:
    """Where the items of a list stand; none where the value is no list."""
    if not value or value[0].group() != "[":
        return
    depth, first, last = 0, None, None
    for token in value:
        closes = token.lastgroup == "close"
        if depth == 1 and (closes or token.lastgroup == "comma"):
            if first is not None and last is not None:
                yield first.start(), last.end()
            first = last = None
        elif depth >= 1:
            first, last = first or token, token
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)


def _names(key: str) -> tuple[str, ...]:
    """The names of a dotted key, as TOML reads them."""
    found: Any = tomllib.loads(f"{key} = 0")
    names = []
    while isinstance(found, dict):
        (name, found), *_ = found.items()
        names.append(name)
    return tuple(names)


def _enter(names: tuple[str, ...], counts: dict[Path, int], *, listed: bool) -> Path:
    """The path of a header's table; a list of tables on the way is entered at its last one."""
    here: Path = ()
    for place, name in enumerate(names):
        here = (*here, name)
        if listed and place == len(names) - 1:
            counts[here] = counts.get(here, -1) + 1
        if here in counts:
            here = (*here, counts[here])
    return here
