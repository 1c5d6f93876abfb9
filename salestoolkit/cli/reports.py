"""`salestoolkit report` and `salestoolkit demo`: pages from a deal book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.cli.books import is_for_leader


@app.command()
def report(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Kind of page; a wrong name lists them.")
    ],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder for the pages.")],
    book: Annotated[
        str | None,
        typer.Option("--book", metavar="BOOK", help="Folder of the deal book, or postgres://..."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What a database's own names mean.")
    ] = None,
    per: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="A page for each value too, such as team."),
    ] = None,
    within: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN[=VALUE]", help="With --per: only deals that have this value."),
    ] = None,
    audience: Annotated[
        str | None, typer.Option("--for", metavar="leader", help="Needed for pages by owner.")
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="html,pdf,xlsx,ipynb,json,csv", help="Kinds of file.")
    ] = "html",
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="See the book as of this day.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only deals in this currency.")
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option(metavar="NAME", help="Else the one with the most deals.")
    ] = None,
    goals: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="goal_check, pipeline_review, forecast: goals.toml."),
    ] = None,
    mined: Annotated[
        Path | None, typer.Option(metavar="FILE", help="objections: what was mined, as JSON.")
    ] = None,
    test: Annotated[
        Path | None, typer.Option(metavar="DIR", help="channel_test: the test's folder.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="pipeline_review: day of the last meeting.")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(metavar="2026-10|2026-Q4|2026", help="What forecast and quota look at."),
    ] = None,
    metric: Annotated[
        str | None,
        typer.Option(
            metavar="deals|revenue|margin",
            help="forecast: what the target is in; quota: which quotas.",
        ),
    ] = None,
    target: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="forecast: target of the period.")
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(metavar="FILE", help="territory: the team's rules of visiting.")
    ] = None,
    first: Annotated[
        str | None, typer.Option(metavar="DATE", help="territory: first day of the visits.")
    ] = None,
    last: Annotated[
        str | None, typer.Option(metavar="DATE", help="territory: last day of the visits.")
    ] = None,
    geo: Annotated[
        Path | None, typer.Option(metavar="FILE", help="territory: a GeoJSON or TopoJSON map.")
    ] = None,
    geo_name: Annotated[
        str | None, typer.Option(metavar="PROPERTY", help="territory: what names the map's areas.")
    ] = None,
    geo_regions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="territory: map that tells names apart.")
    ] = None,
    targets: Annotated[
        str | None,
        typer.Option(
            metavar="STAGE=SHARE,...", help="funnel_audit: what should move on, per stage."
        ),
    ] = None,
    language: LanguageOption = None,
) -> int:
    """Make pages from a deal book: one for all deals, and one for each value of a column."""
    from salestoolkit.reports.console import make_and_tell, split_formats
    from salestoolkit.reports.make import plan_report
    from salestoolkit.reports.within import asked_within
    from salestoolkit.sources.remote_books.address import book_place

    words = words_of(language)
    given = {"mined": mined, "test": test, "goals": goals, "rules": rules}
    told = {
        "metric": metric,
        "target": target,
        "targets": targets,
        "first": first,
        "last": last,
        "geo": None if geo is None else str(geo.absolute()),
        "geo_name": geo_name,
        "geo_regions": None if geo_regions is None else str(geo_regions.absolute()),
    }
    job = plan_report(
        name,
        book=book_place(book, mapping),
        to=to,
        per=per,
        within=asked_within(within or ()),
        languages=[words.language],
        formats=split_formats(formats),
        as_of=parse_date(as_of, "--as-of"),
        currency=currency,
        pipeline=pipeline,
        for_leader=is_for_leader(audience),
        about={name: path for name, path in given.items() if path is not None},
        since=parse_date(since, "--since"),
        period=period,
        told={name: text for name, text in told.items() if text is not None},
    )
    return make_and_tell(job, words)


@app.command()
def demo(
    to: Annotated[
        Path, typer.Option("--to", metavar="DIR", help="Folder for books and pages.")
    ] = Path("demo-output"),
    language: LanguageOption = None,
) -> int:
    """Import the sample exports and make their pages, in English and in Polish."""
    from salestoolkit.reports.console import make_and_tell
    from salestoolkit.reports.demo import demo_jobs

    words = words_of(language)
    return max(make_and_tell(job, words) for job in demo_jobs(to))
