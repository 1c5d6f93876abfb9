"""What all charts share: title, alt text, and a plain sentence where there is nothing to draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import altair as alt

from salestoolkit.charts.marks import texts
from salestoolkit.charts.text import wrap
from salestoolkit.charts.theme import NARROWEST, PADDING, TEXT_SIZE, TITLE_SIZE
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.table_rows import rows_of
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown

SENTENCE_LINE = 18

Record = dict[str, Any]
Said = Callable[[Any], str]


class Layers(alt.LayerChart):
    """Layers that share no data and no parameter.

    Altair makes sure of that by copying every layer piece by piece three times whenever a layered
    chart is made, copied or told as JSON, which takes longer than all the rest of a page.
    """

    def __init__(self, **parts: Any) -> None:
        super(alt.LayerChart, self).__init__(**parts)


def framed(
    layers: Sequence[alt.Chart],
    *,
    title: str,
    subtitle: Sequence[str],
    said: str,
    width: int,
    height: float,
) -> alt.LayerChart:
    """The layers as one chart with title, subtitle and alt text."""
    lines = [line for text in subtitle for line in wrap(text, width, TEXT_SIZE)]
    heading = alt.TitleParams(text=wrap(title, width, TITLE_SIZE, bold=True), subtitle=lines)
    return Layers(
        layer=list(layers),
        width=width,
        height=math.ceil(height),
        description=said,
        title=heading,
    )


def sentence_chart(
    sentence: str, *, title: str, subtitle: Sequence[str], width: int
) -> alt.LayerChart:
    """A plain sentence where there is nothing to draw: better than an empty picture."""
    inside = usable_width(width)
    lines = wrap(sentence, inside, TEXT_SIZE)
    rows = [{"text": line, "y": 10 + SENTENCE_LINE * at} for at, line in enumerate(lines)]
    return framed(
        [texts(rows, 0)],
        title=title,
        subtitle=subtitle,
        said=sentence,
        width=inside,
        height=SENTENCE_LINE * len(lines) + 4,
    )


def has_deals(audit: FunnelAudit) -> bool:
    """Whether the page is about any deal at all."""
    return count(audit, "deals") > 0


def no_deals_chart(audit: FunnelAudit, words: Words, *, title: str, width: int) -> alt.LayerChart:
    """The sentence that there are no deals."""
    return sentence_chart(
        words.text("charts.common.no_deals", date=audit.as_of),
        title=words.text(title),
        subtitle=(),
        width=width,
    )


def count(audit: FunnelAudit, name: str) -> int:
    """A count among the audit's figures; 0 where it is not known."""
    figure = audit.figures.get(name)
    return 0 if figure is None or is_unknown(figure.value) else int(figure.value or 0)


def share(audit: FunnelAudit, name: str) -> float | None:
    """A share among the audit's figures; None where it is not known."""
    figure = audit.figures.get(name)
    return None if figure is None or is_unknown(figure.value) else figure.value


def as_at(audit: FunnelAudit, words: Words) -> str:
    """How many deals, and at which date."""
    deals = words.count("deal", count(audit, "deals"))
    return words.text("charts.common.as_at", deals=deals, date=audit.as_of)


def level(audit: FunnelAudit, words: Words) -> str:
    """Confidence level of the audit's intervals, in percent."""
    return words.percent(next((figure.level for figure in audit.figures.values()), 0.95))


def count_and_share(words: Words, number: float, part: float | None) -> str:
    """A count and its share of the whole, ``120 · 25%``; the count alone where there is none.

    What is merely rare is not shown as 0% or 100%.
    """
    if part is None:
        return words.number(number)
    said = words.percent(part)
    if 0 < part < 0.005:
        said = words.text("charts.common.under")
    elif 0.995 <= part < 1:
        said = words.text("charts.common.over")
    return words.text("charts.common.count_and_share", n=words.number(number), share=said)


def estimate(words: Words, value: float | None, low: Any, high: Any, said: Said) -> str:
    """A value with its interval, ``62% (54% to 70%)``; nothing where the value is not known.

    The interval is left out where it is not known, or so narrow that it says the same again.
    """
    if value is None:
        return ""
    shown, interval = said(value), words.interval(low, high, said)
    if interval == shown or (is_unknown(low) and is_unknown(high)):
        return shown
    return words.text("charts.common.estimate", value=shown, interval=interval)


def waiting_mark(stage: Record, words: Words) -> str:
    """What follows the name of a stage that is a wait out of the seller's hands."""
    return f" {words.text('charts.common.waiting_mark')}" if stage["waiting"] else ""


def usable_width(width: int) -> int:
    """The width asked for without its padding, and never less than can be read."""
    return max(int(width), NARROWEST) - 2 * PADDING


def records(table: Any) -> list[Record]:
    """Rows of a table as dictionaries, None for what is missing and plain Python numbers."""
    return [{name: _plain(value) for name, value in row.items()} for row in rows_of(table)]


def _plain(value: Any) -> Any:
    if is_unknown(value):
        return None
    return value.item() if hasattr(value, "item") else value
