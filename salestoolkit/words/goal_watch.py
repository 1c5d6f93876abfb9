"""Measures that goals ask to be watched, in words."""

from __future__ import annotations

from collections.abc import Iterable

from salestoolkit.core.goal_watch import WATCHED, Watched
from salestoolkit.sources.content import LANGUAGES, load_content
from salestoolkit.words.errors import plain
from salestoolkit.words.words import Words

TOPIC = "goal_watch"


def measure_keys(names: Iterable[str]) -> list[tuple[str, str | None]]:
    """Each measure once with its key: it may be named by key or by its name in either language.

    Examples
    --------
    >>> measure_keys(["cycle_days", "Skuteczność (win rate)", "coffee"])
    [('cycle_days', 'cycle_days'), ('Skuteczność (win rate)', 'win_rate'), ('coffee', None)]
    """
    known = {key: key for key in WATCHED}
    for language in LANGUAGES:
        content = load_content(language)
        known |= {content.text(f"{TOPIC}.measure.{key}").casefold(): key for key in WATCHED}
    return [(name, known.get(name.strip().casefold())) for name in dict.fromkeys(names)]


def measure_name(words: Words, one: Watched) -> str:
    """What a measure is called: in the reader's language where it is a known one."""
    if one.measure is None:
        return plain(one.name, length=80)
    return words.text(f"{TOPIC}.measure.{one.measure}")


def measure_values(words: Words, one: Watched) -> tuple[str, str]:
    """A measure's value, and what it rests on: its interval, its n and its date."""
    figure = one.figure
    if figure is None:
        return words.text(f"{TOPIC}.not_from_deals"), ""
    interval = words.figure_interval(figure)
    rests = words.text(f"{TOPIC}.rests", n=figure.n, date=words.date(figure.as_of, short=True))
    return words.value(figure), rests if interval is None else f"{interval} · {rests}"


def watch_lines(words: Words, watched: Iterable[Watched]) -> list[str]:
    """One line a measure, for a terminal."""
    lines = []
    for one in watched:
        value, rests = measure_values(words, one)
        about = f" ({rests})" if rests else ""
        lines.append(f"{measure_name(words, one)}: {value}{about}")
    return lines
