"""When something is due, in words: a rule, a moment, what daylight saving does to it."""

from __future__ import annotations

from datetime import datetime, time

from babel.dates import format_date

from salestoolkit.core.schedule_times import Due, Rule
from salestoolkit.words.formats import LOCALES
from salestoolkit.words.words import Words

LAST_DAY, SURE_DAY = 31, 28
"""Every month has a 28th; the 31st stands for a month's last day."""
WITH_WEEKDAY = "EEEE, d MMMM y"


def rule_in_words(rule: Rule, words: Words) -> str:
    """When a run is due: ``every Monday at 07:00``.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> rule_in_words(Rule(every="week", on="wednesday", at=time(7)), load_words("pl"))
    'w każdą środę o godz. 07:00'
    """
    at = clock_time(rule.at)
    if rule.every == "week":
        said = words.text(f"schedule.week.{rule.on}", time=at)
    elif rule.every == "first_working_day":
        said = words.text("schedule.rule.first_working_day", time=at)
    else:
        said = words.text(f"schedule.rule.{rule.every}{_which_day(rule)}", day=rule.day, time=at)
    if not rule.minds_holidays:
        return said
    country = country_in_words(rule, words)
    key = "first" if rule.every == "first_working_day" else "put_off"
    return words.text(f"schedule.rule.{key}", rule=said, country=country)


def due_in_words(due: Due, words: Words) -> str:
    """A due moment with its weekday, and what is peculiar about it."""
    said = moment_in_words(due.moment, words)
    if due.put_off:
        said = words.text("schedule.due.put_off", due=said, day=due.planned)
    if due.clock != "once":
        offset = f"UTC{due.moment:%z}"
        return words.text(f"schedule.due.{due.clock}", due=said, offset=_with_colon(offset))
    return said


def moment_in_words(moment: datetime, words: Words) -> str:
    """A moment by the clock of its own zone: ``Monday, 30 November 2026, 07:00``."""
    day = format_date(moment.date(), WITH_WEEKDAY, locale=LOCALES[words.language])
    return f"{day}, {clock_time(moment.timetz())}"


def clock_time(at: time) -> str:
    """A time of day as a timetable writes it.

    >>> clock_time(time(7)), clock_time(time(23, 59, 30))
    ('07:00', '23:59:30')
    """
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def country_in_words(rule: Rule, words: Words) -> str:
    """Whose working days a rule minds: the country in the reader's language, and the part by its code."""
    from salestoolkit.sources.countries import country_names

    name = country_names(words.language).get(str(rule.country), str(rule.country))
    return name if rule.part is None else f"{name}, {rule.part}"


def _which_day(rule: Rule) -> str:
    if rule.day == LAST_DAY:
        return "_last"
    return "_long" if rule.day > SURE_DAY and rule.every == "month" else ""


def _with_colon(offset: str) -> str:
    return f"{offset[:6]}:{offset[6:8]}"
