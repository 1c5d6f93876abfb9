"""What the cells of lesson 09 show: single numbers beside a range, models, quotas, why, and coverage."""

from __future__ import annotations

from typing import Any

from salestoolkit.core.forecast_view import ForecastView
from salestoolkit.core.quota_result import QuotaCheck, QuotaStanding
from salestoolkit.core.territory import TerritoryCoverage
from salestoolkit.lessons.shown import Block, Shown, bullets, heading, paragraph, pictured, table
from salestoolkit.words import Words
from salestoolkit.words.errors import plain
from salestoolkit.words.forecast import forecast_headline, model_sentences
from salestoolkit.words.forecast_moves import move_sentences
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.goals import chance_text
from salestoolkit.words.quota import quota_headline, quota_text
from salestoolkit.words.quota_talk import luck_sentence
from salestoolkit.words.territory import balance_sentences, territory_headline

NAME_LENGTH = 36


def numbers(found: ForecastView, words: Words) -> Shown:
    """Four single numbers that are called a forecast, for the same quarter."""
    main = found.main
    worth = float(main.deals["value"].sum())
    weighted = main.weighted
    rows = [
        ("pipeline", main.done.n + main.n_open, _plus(main.done.value, worth)),
        ("weighted", _plus(main.done.n, weighted.wins), _plus(main.done.value, weighted.value)),
    ]
    if main.wins is not None and main.revenue is not None:
        rows.append(("middle", main.wins.median, main.revenue.median))
    shown = [
        (
            _say(words, f"numbers.{name}"),
            words.number(deals, digits=0),
            words.money_about(value, main.currency),
        )
        for name, deals, value in rows
    ]
    header = [_say(words, f"numbers.{key}") for key in ("way", "deals", "revenue")]
    title = _say(words, "numbers.title", date=main.as_of, until=main.until)
    done = _say(
        words,
        "numbers.done",
        deals=words.count("deal", main.done.n),
        value=words.money_about(main.done.value, main.currency),
    )
    return Shown(heading(title), table(header, shown, numbers=(1, 2)), paragraph(done))


def outlook(found: ForecastView, words: Words) -> Shown:
    """The quarter as a range: what is won, what may come, in a picture and a sentence."""
    from salestoolkit.charts.forecast import forecast_chart

    said = paragraph(forecast_headline(words, found), bold=True)
    return Shown(pictured(forecast_chart(found, words), words), said)


def models(found: ForecastView, words: Words) -> Shown:
    """Every way to forecast, held against what came on past days."""
    main = found.main
    rows: list[Any] = main.scores.to_dict("records")
    shown = [
        (
            words.text(f"forecast.model.{row['model']}"),
            words.number(row["origins"], digits=0),
            words.number(row["crps"], digits=1),
            words.percent(row["coverage_80"]),
        )
        for row in sorted(rows, key=lambda row: (is_unknown(row["crps"]), row["crps"]))
    ]
    header = [_say(words, f"models.{key}") for key in ("model", "days", "error", "inside")]
    lines = [paragraph(line) for line in model_sentences(words, main)]
    title = heading(_say(words, "models.title"))
    return Shown(title, table(header, shown, numbers=(1, 2, 3)), *lines)


def moved(found: ForecastView, words: Words) -> Shown:
    """Why the forecast moved within a week."""
    from salestoolkit.charts.forecast_moves import forecast_moves_chart

    if found.moves is None:
        return Shown(paragraph(_say(words, "moved.none")))
    picture = pictured(forecast_moves_chart(found.moves, found.main, words), words)
    return Shown(picture, bullets(move_sentences(words, found.main, found.moves)))


def quotas(check: QuotaCheck, words: Words) -> Shown:
    """Closed, expected and quota of each team, with the chance of making it."""
    from salestoolkit.charts.quota import quota_chart

    rows = [
        (
            plain(one.name, length=NAME_LENGTH) or _say(words, "quotas.all"),
            quota_text(words, check, one.target.amount if one.target else None),
            quota_text(words, check, one.expected.median if one.expected else None),
            chance_text(words, one.chance),
        )
        for one in (*check.teams, check.whole)
    ]
    header = [_say(words, f"quotas.{key}") for key in ("team", "quota", "expected", "chance")]
    said = paragraph(quota_headline(words, check), bold=True)
    body = table(header, rows, numbers=(1, 2, 3))
    return Shown(pictured(quota_chart(check, words), words), said, body)


def why(check: QuotaCheck, one: QuotaStanding, words: Words) -> Shown:
    """What a team's result is made of, against the average, and how much luck alone may do."""
    from salestoolkit.charts.quota import quota_why_chart

    picture = quota_why_chart(check, one, words)
    if picture is None:
        return Shown(paragraph(_say(words, "why.none")))
    luck = luck_sentence(words, check, one)
    title = heading(_say(words, "why.title", team=plain(one.name, length=NAME_LENGTH)))
    return Shown(title, pictured(picture, words), *([paragraph(luck)] if luck else []))


def coverage(found: TerritoryCoverage, words: Words) -> Shown:
    """Accounts visited by territory: counted, and by what they might buy."""
    rows: list[Any] = found.territories.to_dict("records")
    shown = [
        (
            plain(row["territory"], length=NAME_LENGTH) or words.number(None),
            words.number(row["accounts"]),
            words.percent(row["coverage"]),
            words.percent(row["value_coverage"]),
            words.number(row["overdue"]),
        )
        for row in rows
    ]
    keys = ("territory", "accounts", "count", "value", "overdue")
    header = [_say(words, f"coverage.{key}") for key in keys]
    said = paragraph(territory_headline(words, found), bold=True)
    lines = balance_sentences(words, found)
    body = table(header, shown, numbers=(1, 2, 3, 4))
    return Shown(said, body, *([bullets(lines)] if lines else []))


def own(lines: list[str], words: Words, *, sample: bool) -> Shown:
    """The headlines of the team's own forecast, quotas and coverage."""
    first: list[Block] = [paragraph(_say(words, "own.sample"))] if sample else []
    return Shown(heading(_say(words, "own.title")), *first, bullets(lines))


def _plus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else float(one) + float(other)


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"lesson_09.{key}", **fields)
