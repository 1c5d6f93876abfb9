"""A process file cut into its sections, each with the comments above it, and put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from salestoolkit.sources.toml_text import Path, Statement, statements


@dataclass(frozen=True, kw_only=True)
class Section:
    """The text of one section from the comments above its header up to the next section.

    ``lead`` is the comments, ``text`` the rest; ``path`` is empty for a section that is new, and
    ``order`` is its place in the file.
    """

    text: str
    lead: str = ""
    path: Path = ()
    order: int = -1

    @property
    def kind(self) -> str:
        """Name of the list that the section belongs to, such as ``stage``; empty for a process."""
        return str(self.path[2]) if len(self.path) > 2 else ""


@dataclass(frozen=True, kw_only=True)
class ProcessText:
    """The sections of one process: its own, and those below it in the order of the file."""

    main: Section
    below: tuple[Section, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A file's beginning and its processes."""

    head: str
    processes: tuple[ProcessText, ...] = field(default=())


def layout_of(text: str) -> Layout | None:
    """The sections of a process file; None where its processes are not written as sections."""
    if text and not text.endswith("\n"):
        text += "\n"
    found = statements(text)
    if any(not one.header and one.path[0] == "process" and len(one.path) == 1 for one in found):
        return None
    headers = [one for one in found if one.header]
    if not headers:
        return Layout(head=text)
    cuts = [_start(text, found, header) for header in headers]
    cuts[0] = headers[0].start
    sections: list[Section] = []
    for header, cut, end in zip(headers, cuts, [*cuts[1:], len(text)], strict=True):
        here = Section(
            lead=text[cut : header.start],
            text=text[header.start : end],
            path=header.path,
            order=len(sections),
        )
        above = sections[-1] if sections else None
        if above and len(above.path) > 2 and header.path[: len(above.path)] == above.path:
            sections[-1] = replace(above, text=above.text + here.lead + here.text)
        else:
            sections.append(here)
    return Layout(head=text[: headers[0].start], processes=_by_process(sections))


def _by_process(sections: Sequence[Section]) -> tuple[ProcessText, ...]:
    found: list[ProcessText] = []
    for section in sections:
        if section.kind:
            found[-1] = replace(found[-1], below=(*found[-1].below, section))
        else:
            found.append(ProcessText(main=section))
    return tuple(found)


def _start(text: str, found: Sequence[Statement], header: Statement) -> int:
    """Where the comments begin that stand directly above a header."""
    floor = max((one.end for one in found if one.end <= header.start), default=0)
    start = header.start
    while start > floor:
        line = text.rfind("\n", 0, start - 1) + 1
        if line < floor or not text[line:start].lstrip().startswith("#"):
            break
        start = line
    return start


def joined(layout: Layout, sections: Sequence[Section]) -> str:
    """The file's text again; a blank line parts sections that did not stand side by side before."""
    text, last = layout.head, -1
    for section in sections:
        beside = section.order == last + 1 and section.order >= 0
        if text and not beside:
            text = text.rstrip("\n") + "\n\n" if text.strip() else text
        text += section.lead + section.text
        if not text.endswith("\n"):
            text += "\n"
        last = section.order if section.order >= 0 else -2
    # what was the last section may have ended in the middle of the file, with a blank line
    return text if last == _last(layout) else text.rstrip("\n") + "\n"


def _last(layout: Layout) -> int:
    return max((s.order for one in layout.processes for s in (one.main, *one.below)), default=-1)
