"""`salestoolkit forecast`: how many deals, and for how much, this week, month, quarter and year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.cli.books import AudienceOption, named_part
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.forecast_view import ForecastView
    from salestoolkit.reports.forecast_sections import ForecastPage
    from salestoolkit.words import Words

MOST_DEALS = 5


@app.command("forecast")
def forecast(
    book: Annotated[Path, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")],
    period: Annotated[
        str | None,
        typer.Option(metavar="2026-10|2026-Q4|2026", help="Else the present quarter."),
    ] = None,
    target: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Deals or revenue to reach in the period.")
    ] = None,
    metric: Annotated[
        str | None, typer.Option(metavar="deals|revenue", help="What the target is in.")
    ] = None,
    part: Annotated[
        str | None, typer.Option(metavar="COLUMN=VALUE", help="Such as team=North.")
    ] = None,
    audience: AudienceOption = None,
    goals: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The team's goals.toml.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only deals in this currency.")
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option(metavar="NAME", help="Else the one with the most deals.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="See the book as of this day.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep it in the book's folder, to be judged later.")
    ] = False,
    language: LanguageOption = None,
) -> None:
    """Say how many deals will be won, and for how much, and how good such forecasts have been."""
    from salestoolkit.reports.forecast_page import open_page, period_of
    from salestoolkit.reports.page import read_deals_of

    words, day = words_of(language), parse_date(as_of, "--as-of")
    seen = None if day is None else day.isoformat()
    whole = read_deals_of("forecast", str(book), seen)
    if currency is not None and currency not in whole.currencies():
        allowed = ", ".join(sorted(code for code in whole.currencies() if code)) or "–"
        raise InvalidValue("unknown_currency", value=currency, allowed=allowed)
    chosen = named_part(whole, part, audience=audience)
    _, until = period_of(period, whole.as_of)
    if until <= whole.as_of:
        raise InvalidValue("forecast_past", field="period", value=until, allowed=whole.as_of)
    page = open_page(
        book,
        dimension=chosen.dimension if chosen else None,
        value=chosen.value if chosen else "",
        language=words.language,
        currency=currency,
        pipeline=pipeline,
        as_of=seen,
        period=period,
        metric=metric,
        target=target,
        goals=_there(goals),
    )
    _refuse(page.view)
    for line in _lines(page, words):
        print(line)
    _keep(page, book, words, keep=keep)


def _there(goals: Path | None) -> Path | None:
    if goals is not None:
        from salestoolkit.reports.kinds import kind_of

        kind_of("forecast").subject_in({"goals": goals})
    return goals


def _refuse(view: ForecastView) -> None:
    """Refuse what can never be forecast; that there is too little history yet is an answer."""
    main = view.main
    if main.reason == "several_currencies":
        raise InvalidValue("forecast_currencies", field="currency")
    if main.reason == "no_values":
        raise InvalidValue("forecast_no_values", field="metric")


def _lines(page: ForecastPage, words: Words) -> list[str]:
    from salestoolkit.words.forecast import (
        model_sentences,
        next_steps,
        reason_sentences,
        said_briefly,
        weighted_beside,
    )
    from salestoolkit.words.forecast_moves import move_sentences

    view = page.view
    main = view.main
    lines = [page.headline_text, *reason_sentences(words, main), *model_sentences(words, main)]
    if main.total is None:
        return lines
    beside = weighted_beside(words, main)
    lines += [beside] if beside else []
    lines.append(words.text("forecast.cli.spans"))
    for name, one in view.spans.items():
        days = {
            "start": words.date(one.start, short=True),
            "until": words.date(one.until, short=True),
        }
        label = words.text(f"forecast.period.{name}")
        said = said_briefly(words, one)
        lines.append(words.text("forecast.cli.span", period=label, said=said, **days))
    if view.moves is not None:
        lines += move_sentences(words, main, view.moves)
    return [*lines, *_deals(page, words), *next_steps(words, view)]


def _deals(page: ForecastPage, words: Words) -> list[str]:
    """The deals that matter most, without a word of whose they are."""
    from salestoolkit.words.forecast import deal_named
    from salestoolkit.words.goals import chance_text

    rows = page.view.main.matter.head(MOST_DEALS).to_dict("records")
    lines = [words.text("forecast.cli.matter")] if rows else []
    for row in rows:
        share = words.percent(row["spread_share" if row["why"] == "spread" else "expected_share"])
        why = words.text(f"forecast.cell.{row['why']}", share=share)
        deal = deal_named(row)
        chance = chance_text(words, row["chance"])
        lines.append(words.text("forecast.cli.deal", deal=deal, chance=chance, why=why))
    return lines


def _keep(page: ForecastPage, book: Path, words: Words, *, keep: bool) -> None:
    from salestoolkit.reports.forecast_keep import keep_page
    from salestoolkit.sources.books.names import FORECASTS

    if page.view.main.total is None:
        return
    if not keep:
        print(words.text("forecast.cli.keep"))
        return
    added = keep_page(book, page.as_data())
    if added:
        print(words.text("forecast.cli.kept", path=str(book / FORECASTS), n=added))
    else:
        print(words.text("forecast.cli.kept_already"))
