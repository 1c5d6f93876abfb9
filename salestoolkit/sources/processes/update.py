"""Bring a process file up to date: what differs is changed, the rest stays as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_match import IDENTITIES, matched, staying
from salestoolkit.errors import BookError
from salestoolkit.sources.processes.edit import edited
from salestoolkit.sources.processes.keys import PARTS, PLAIN_KEYS, PROCESS_KEYS, SECTIONS, keys_of
from salestoolkit.sources.processes.layout import Layout, ProcessText, Section, joined, layout_of
from salestoolkit.sources.processes.read import parse_processes
from salestoolkit.sources.processes.write import (
    dump_processes,
    process_blocks,
    section,
    translations,
    values_of,
)

KINDS = (*SECTIONS, "translations")


@dataclass(frozen=True)
class Translation:
    """The texts of a process in one other language."""

    language: str
    texts: dict[str, str]


def updated_text(
    old_text: str, processes: Iterable[SalesProcess], *, file: str = "process.toml"
) -> str:
    """A process file's text with other processes: only what differs is changed.

    Comments above a section go where the section goes; those inside stay beside their lines. A file
    that already says all this is returned as it is, byte for byte.

    Parameters
    ----------
    file : str
        Names the old text in errors, which are those of `parse_processes`.

    Examples
    --------
    >>> old = '[[process]]\\nname = "Sale"  # since May\\n'
    >>> updated_text(old, [SalesProcess(name="Sales", stages=())])
    '[[process]]\\nname = "Sales"  # since May\\n'
    """
    new = tuple(processes)
    old = tuple(parse_processes(old_text, file=file).values())
    if old == new:
        return old_text
    layout = layout_of(old_text.replace("\r\n", "\n"))
    if layout is not None:
        text = _updated(layout, old, new)
        if _says(text, new):
            return text.replace("\n", "\r\n") if "\r\n" in old_text else text
    # dotted keys or inline tables in places of their own: only a new file says it for certain
    return dump_processes(new)


def _says(text: str, processes: tuple[SalesProcess, ...]) -> bool:
    try:
        return tuple(parse_processes(text, file="").values()) == processes
    except BookError:
        return False


def _updated(layout: Layout, old: Sequence[SalesProcess], new: Sequence[SalesProcess]) -> str:
    sections: list[Section] = []
    for process, place in zip(new, matched(old, new, IDENTITIES["process"]), strict=True):
        if place is None:
            sections += [Section(text=block) for block in process_blocks(process)]
        else:
            sections += _process(layout.processes[place], old[place], process)
    return joined(layout, sections)


def _process(text: ProcessText, old: SalesProcess, new: SalesProcess) -> list[Section]:
    """Sections of one process, old and new ones in their places."""
    before = {key: getattr(old, key) for key in PLAIN_KEYS if getattr(old, key) is not None}
    after = {key: getattr(new, key) for key in PLAIN_KEYS if getattr(new, key) is not None}
    below = list(text.below)
    for kind in KINDS:
        was, now = _parts(old, kind), _parts(new, kind)
        if was != now:
            # what was written inside the process's own section goes; sections take its place
            before[kind] = was
            below = _placed(below, kind, _sections(below, kind, was, now))
    main = text.main
    if before != after:
        main = replace(main, text=edited(main.text, before, after, order=PROCESS_KEYS))
    return [main, *below]


def _parts(process: SalesProcess, kind: str) -> tuple[Any, ...]:
    if kind == "translations":
        return tuple(Translation(name, dict(it)) for name, it in process.translations.items())
    return tuple(getattr(process, SECTIONS[kind]))


def _sections(
    below: Sequence[Section], kind: str, was: Sequence[Any], now: Sequence[Any]
) -> list[Section]:
    """Sections of the new parts: those of old ones edited, the others written."""
    here = [one for one in below if one.kind == kind]
    if len(here) != len(was) or any(kind == "translations" and len(one.path) < 4 for one in here):
        return [Section(text=_written(kind, part)) for part in now]
    identities = IDENTITIES.get(kind, (("language",),))
    found = []
    for part, place in zip(now, matched(was, now, identities), strict=True):
        if place is None:
            found.append(Section(text=_written(kind, part)))
        elif was[place] == part:
            found.append(here[place])
        else:
            text = edited(
                here[place].text, _values(was[place]), _values(part), order=_order(kind, part)
            )
            found.append(replace(here[place], text=text))
    return found


def _placed(below: Sequence[Section], kind: str, now: Sequence[Section]) -> list[Section]:
    """Sections of a process with those of one kind replaced; as many as can stay where they are."""
    stay = staying([one.order for one in now if one.order >= 0])
    kept = {one.order: one for one in now if one.order in stay}
    result = [kept.get(one.order, one) for one in below if one.kind != kind or one.order in stay]
    place = _first_place(result, kind, kept)
    for one in now:
        if one.order in stay:
            place = result.index(one) + 1
        else:
            result.insert(place, replace(one, path=one.path or ("process", 0, kind, 0)))
            place += 1
    return result


def _first_place(result: Sequence[Section], kind: str, kept: dict[int, Section]) -> int:
    """Before the sections of this kind that stay, else behind those that are written before it."""
    if kept:
        return result.index(kept[min(kept)])
    earlier = KINDS[: KINDS.index(kind)]
    return max((place + 1 for place, one in enumerate(result) if one.kind in earlier), default=0)


def _written(kind: str, part: Any) -> str:
    if isinstance(part, Translation):
        return translations(part.language, part.texts)
    return section(kind, part)


def _values(part: Any) -> dict[str, Any]:
    return part.texts if isinstance(part, Translation) else values_of(part)


def _order(kind: str, part: Any) -> tuple[str, ...]:
    return tuple(part.texts) if isinstance(part, Translation) else keys_of(PARTS[kind])
