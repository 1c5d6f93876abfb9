"""The words of one language: texts, plural forms, formatted figures, errors."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from salestoolkit.core.figures import Figure
from salestoolkit.errors import ContentError, SalesToolkitError
from salestoolkit.sources.content import Content, load_content
from salestoolkit.words import formats
from salestoolkit.words.errors import SYSTEM_REASONS, plain, safe_fields
from salestoolkit.words.finding import Finding
from salestoolkit.words.plurals import category

if TYPE_CHECKING:
    from salestoolkit.core.funnel import FunnelAudit

UNKNOWN = "\N{EN DASH}"
"""Shown for a figure that is not known."""
FIELD_NAMES = {"goals": ("goal_", "what_if_"), "cadence": ("cadence_", "touches_")}
"""Topics that give the fields of an error their names, by how its code begins."""
WITH_CAUSE = ("goal_in_file", "channel_in_file", "batch_in_file", "batch_in_list")
"""Errors that place another one in a file, and say it."""


@dataclass(frozen=True)
class Words:
    """All that people read, in one language.

    A figure that is None or NaN is shown as an en dash. Numbers and dates inserted into a text are
    written as the language writes them; texts are inserted as they are, never formatted again.
    """

    content: Content

    @property
    def language(self) -> str:
        """Code of the language, ``en`` or ``pl``."""
        return self.content.language

    def text(self, key: str, /, **fields: Any) -> str:
        """The text under a key (``"charts.funnel.title"``), with its fields filled in.

        Raises
        ------
        ContentError
            Where the key is missing, is no text, or a field that it needs is not given.
        """
        return self._fill(self.content.text(key), key, fields)

    def texts(self, key: str, /, **fields: Any) -> tuple[str, ...]:
        """The list of texts under a key, with their fields filled in."""
        return tuple(self._fill(text, key, fields) for text in self.content.texts(key))

    def has(self, key: str) -> bool:
        """Whether there is something under the key."""
        return self.content.has(key)

    def keys(self, key: str) -> list[str]:
        """Names of what lies under a key, in the order of the file."""
        found = self.content.get(key)
        if not isinstance(found, Mapping):
            raise self.content.fault("content_not_texts", key)
        return list(found)

    def count(self, noun: str, n: Any, /, *, digits: int | None = None, **fields: Any) -> str:
        """A number with the form of the word that goes with it: ``5 deals``, ``5 szans``.

        ``noun`` is a key of ``plurals.toml``; a case is a key below it (``"deal.genitive"``).
        """
        if formats.is_unknown(n):
            return UNKNOWN
        places = digits if digits is not None else (0 if abs(n) >= 10 else 1)
        shown: Decimal = formats.rounded(n, places)
        key = f"plurals.{noun}.{category(shown, self.language)}"
        return self.text(key, n=formats.number(shown, self.language), **fields)

    def number(self, value: Any, *, digits: int | None = None) -> str:
        """A number with ``digits`` decimals; without it as many as it has, two at most."""
        return self._known(value, lambda: formats.number(value, self.language, digits=digits))

    def percent(self, value: Any, *, digits: int = 0) -> str:
        """A share (0-1) in percent."""
        return self._known(value, lambda: formats.percent(value, self.language, digits=digits))

    def money(self, value: Any, currency: str | None, *, digits: int = 2) -> str:
        """An amount with its currency (``1 234,50 zł``)."""
        return self._known(
            value, lambda: formats.money(value, currency, self.language, digits=digits)
        )

    def money_about(self, value: Any, currency: str | None) -> str:
        """An amount rounded for a sentence (``1,2 mln zł``)."""
        return self._known(value, lambda: formats.money_about(value, currency, self.language))

    def date(self, value: date | None, *, short: bool = False) -> str:
        """A date in words (``31 października 2026``); ``short`` for tables (``31.10.2026``)."""
        if value is None or formats.is_unknown(value):
            return UNKNOWN
        return formats.day(value, self.language, short=short)

    def days(self, value: Any) -> str:
        """A number of days: ``12 days``, ``1 dzień``, ``0,5 dnia``."""
        return self.count("day", value)

    def interval(self, low: Any, high: Any, formatter: Callable[[Any], str]) -> str:
        """Two ends of an interval (``5 to 9``); an end that is not known is said to be open."""
        if formatter == self.days:
            return self._days_interval(low, high)
        return self._between(low, high, formatter(low), formatter(high))

    def value(self, figure: Figure) -> str:
        """A figure's value in its unit: percent, days, whole money or a count of deals."""
        return self._formatter(figure)(figure.value)

    def figure_interval(self, figure: Figure) -> str | None:
        """A figure's interval, or None where it has none."""
        if formats.is_unknown(figure.low) and formats.is_unknown(figure.high):
            return None
        return self.interval(figure.low, figure.high, self._formatter(figure))

    def error(self, error: SalesToolkitError) -> str:
        """An error as one sentence, from ``errors.toml`` by its code and fields."""
        fields = safe_fields(error.fields)
        if "reason" in fields:
            fields["reason"] = self.reason(str(fields["reason"]))
        if self.has(f"import.kinds.{error.fields.get('kind')}"):
            fields["kind"] = self.text(f"import.kinds.{error.fields['kind']}")
        for topic, codes in FIELD_NAMES.items():
            named = f"{topic}.field.{error.fields.get('field')}"
            if error.code.startswith(codes) and self.has(named):
                fields["field"] = self.text(named)
        if error.code in WITH_CAUSE and isinstance(error.__cause__, SalesToolkitError):
            fields["said"] = self.error(error.__cause__)
        try:
            return self.text(f"errors.{error.code}", **fields)
        except ContentError:
            pairs = ", ".join(f"{name}: {value}" for name, value in fields.items())
            return self.text("errors.generic", code=plain(error.code), details=pairs or UNKNOWN)

    def reason(self, said: str) -> str:
        """Why the operating system refused, in this language where the reason is a known one, or its key."""
        key = f"cli.reasons.{SYSTEM_REASONS.get(said, said)}"
        return self.text(key) if self.has(key) else said

    def refused(self, error: OSError) -> str:
        """One sentence for what the operating system would not do."""
        reason = self.reason(error.strerror or str(error))
        return self.text(
            "cli.system", path=plain(error.filename or UNKNOWN, length=200), reason=reason
        )

    def unexpected(self, error: BaseException) -> str:
        """One sentence for an error that nobody foresaw."""
        message = plain(error) or UNKNOWN
        return self.text("errors.unexpected", kind=type(error).__name__, details=message)

    def headline(self, audit: FunnelAudit) -> str:
        """The one sentence of a funnel page: what share wins, where deals drop out, at what cost."""
        # Whoever only formats or imports must not wait for the statistics to load.
        from salestoolkit.words.headline import headline

        return headline(self, audit)

    def findings(self, audit: FunnelAudit) -> list[Finding]:
        """At most five findings, the headline first, then leaks by what they cost."""
        from salestoolkit.words.findings import findings

        return findings(self, audit)

    def next_actions(self, audit: FunnelAudit, stage: str | None) -> tuple[str, ...]:
        """What to do where deals leak at a stage (``""``: the whole deal; None: nowhere)."""
        from salestoolkit.words.leaks import next_actions

        return next_actions(self, audit, stage)

    def _formatter(self, figure: Figure) -> Callable[[Any], str]:
        if figure.unit == "share":
            return self.percent
        if figure.unit == "days":
            return self.days
        if figure.unit == "money":
            return lambda value: self.money(value, figure.currency, digits=0)
        return lambda value: self.number(value, digits=0)

    def _days_interval(self, low: Any, high: Any) -> str:
        if formats.is_unknown(low) or formats.is_unknown(high):
            return self._between(low, high, self.days(low), self.days(high))
        if self.days(low) == self.days(high):
            return self.days(low)
        # the unit is said once, in the case that "od ... do ..." asks for
        first, last = self.count("number", low), self.count("day.genitive", high)
        return self._between(low, high, first, last)

    def _between(self, low: Any, high: Any, first: str, last: str) -> str:
        if formats.is_unknown(low) and formats.is_unknown(high):
            return UNKNOWN
        if formats.is_unknown(high):
            return self.text("plurals.interval.at_least", low=first)
        if formats.is_unknown(low):
            return self.text("plurals.interval.at_most", high=last)
        return first if first == last else self.text("plurals.interval.both", low=first, high=last)

    def _known(self, value: Any, shown: Callable[[], str]) -> str:
        return UNKNOWN if formats.is_unknown(value) else shown()

    def _fill(self, text: str, key: str, fields: Mapping[str, Any]) -> str:
        try:
            return _Fields(self).vformat(text, (), fields)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise self.content.fault("content_field", key, value=str(error)) from error


class _Fields(string.Formatter):
    """Fills in texts; numbers and dates without a format are written as the language does."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec or isinstance(value, (str, bool)):
            return format(value, format_spec)
        if formats.is_unknown(value):
            return UNKNOWN
        if isinstance(value, date):
            return self.words.date(value)
        return self.words.number(value) if hasattr(value, "__float__") else str(value)


@lru_cache
def load_words(language: str) -> Words:
    """The words of a language; InvalidValue names the languages there are.

    Examples
    --------
    >>> words = load_words("en")
    >>> words.count("deal", 5), words.percent(0.234)
    ('5 deals', '23%')
    """
    return Words(load_content(language))
