"""`salestoolkit qualify score`: learn a score from past deals, or say why they do not carry one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import FAULT, LanguageOption, words_of
from salestoolkit.cli.qualify import ProfileOption, SchemeOption, qualify_app
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.book.deal_book import DealBook
    from salestoolkit.core.lead_score_parts import LeadScore
    from salestoolkit.core.qualification import Scheme, Verdict
    from salestoolkit.words import Words

ORDERS = ("companies", "time")


@qualify_app.command("score")
def score(
    book: Annotated[Path, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")],
    leads: Annotated[
        list[Path] | None,
        typer.Option("--leads", metavar="LEADS.csv", help="Answers by deal number; repeatable."),
    ] = None,
    scheme: SchemeOption = "bant",
    icp: ProfileOption = None,
    fields: Annotated[
        str | None,
        typer.Option(metavar="NAMES", help="What the score may see: a,b; else all."),
    ] = None,
    within: Annotated[
        int | None, typer.Option(metavar="DAYS", help="Days within which a deal must be won.")
    ] = None,
    order: Annotated[
        str, typer.Option(metavar="companies|time", help="How deals are kept apart for the test.")
    ] = "companies",
    pipeline: Annotated[str | None, typer.Option(metavar="NAME", help="Pipeline.")] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="OUT.csv", help="Table of open deals with their chances."),
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Learn a score for leads from past deals, tested on companies it has not seen."""
    from salestoolkit.core.lead_score import Refusal, learn_lead_score
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.words.lead_score import refusal_lines

    words = words_of(language)
    if order not in ORDERS:
        raise InvalidValue("score_order", value=order, allowed=", ".join(ORDERS))
    if within is not None and within < 1:
        raise InvalidValue("days_outside", field="--within", value=within, allowed="1–∞")
    opened = open_book(book)
    noted = _noted(words, leads or [], scheme, icp)
    found = learn_lead_score(
        opened,
        fields=None
        if fields is None
        else [one.strip() for one in fields.split(",") if one.strip()],
        told=noted.told,
        verdicts=noted.verdicts,
        pipeline=pipeline,
        window_days=within,
        order="time" if order == "time" else "companies",
    )
    if isinstance(found, Refusal):
        print("\n".join(refusal_lines(words, found, noted.names)))
        raise typer.Exit(FAULT)
    _tell(words, found, noted)
    if to is not None:
        _write(words, found, opened, noted.told, pipeline, to)


@dataclass(frozen=True, kw_only=True)
class _Noted:
    """What lists of leads say of deals, their verdicts, and what the fields are called."""

    told: pd.DataFrame | None = None
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    scheme: Scheme | None = None


def _noted(words: Words, leads: Sequence[Path], scheme: str, icp: Path | None) -> _Noted:
    """What is noted of deals; nothing without a list."""
    if not leads:
        if icp is not None:
            raise InvalidValue("option_missing", option="--leads LEADS.csv")
        return _Noted()
    from salestoolkit.core.lead_list import joined, told_of_deals, verdicts_of_deals
    from salestoolkit.sources.ideal_profile import read_profile
    from salestoolkit.sources.lead_list import read_leads
    from salestoolkit.sources.schemes import load_scheme
    from salestoolkit.words.lead_score import field_names

    chosen = load_scheme(scheme, words.language)
    profile = None if icp is None else read_profile(icp)
    listed = joined([read_leads(one, chosen, profile=profile) for one in leads])
    if not any(one.deal_id for one in listed.leads):
        raise BookError("leads_without_deals", file=", ".join(one.name for one in leads))
    return _Noted(
        told=told_of_deals(listed),
        verdicts=verdicts_of_deals(listed, chosen, profile),
        names=field_names(chosen, profile),
        scheme=chosen,
    )


def _tell(words: Words, found: LeadScore, noted: _Noted) -> None:
    from salestoolkit.words.lead_score import (
        bin_lines,
        effect_lines,
        reading,
        score_headline,
        score_lines,
    )

    print(score_headline(words, found))
    for line in score_lines(words, found, noted.names, scheme=noted.scheme):
        print(f"  {line}")
    print(words.text("lead_score.bins"))
    for line in bin_lines(words, found):
        print(f"  {line}")
    if not found.beats_base:
        return
    print(reading(words, found))
    print(words.text("lead_score.associated"))
    for line in effect_lines(words, found, noted.names):
        print(f"  {line}")


def _write(
    words: Words,
    found: LeadScore,
    book: DealBook,
    told: pd.DataFrame | None,
    pipeline: str | None,
    to: Path,
) -> None:
    """Write open deals with their chances; a score that does not help writes nothing."""
    from salestoolkit.core.lead_score import score_open
    from salestoolkit.sources.safe_csv import safe_csv
    from salestoolkit.sources.whole_files import write_keeping

    if not found.beats_base:
        raise InvalidValue("score_no_better", value=str(to))
    scored = score_open(book, found, told=told, pipeline=pipeline)
    names = ("deal", "company", "title", "created", "chance")
    header = [words.text(f"lead_score.table.{name}") for name in names]
    rows = [
        [
            row["deal_id"],
            row["organization"] or "",
            row["title"] or "",
            row["created_on"].date(),
            words.percent(row["chance"]),
        ]
        for row in scored.to_dict("records")
    ]
    write_keeping(to, safe_csv(header, rows))
    deals, days = words.count("deal", len(rows)), words.count("day", found.window_days)
    print(words.text("lead_score.table.made", deals=deals, days=days, path=str(to)))
