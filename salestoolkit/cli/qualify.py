"""`salestoolkit qualify`: judge leads by a scheme and a profile, and learn a score from past deals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.errors import BookError, ImportFailed, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.ideal_profile import Profile
    from salestoolkit.core.lead_list import LeadList
    from salestoolkit.core.qualification import Scheme
    from salestoolkit.words import Words

qualify_app = typer.Typer(
    name="qualify",
    help="Which leads are hot, which to keep talking to, which are out, and what to do next.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(qualify_app)

LeadsArgument = Annotated[
    Path, typer.Argument(metavar="LEADS.csv", help="The list of leads: CSV or Excel.")
]
SchemeOption = Annotated[
    str,
    typer.Option("--scheme", metavar="NAME", help="bant, meddic, champ, or your own TOML file."),
]
ProfileOption = Annotated[
    Path | None,
    typer.Option("--icp", metavar="FILE.toml", help="Rules of the ideal customer profile."),
]
OutOption = Annotated[
    str | None,
    typer.Option("--out-if-no", metavar="KEYS", help="Criteria whose no rules a lead out: a,b."),
]
LimitOption = Annotated[
    str | None,
    typer.Option("--discount-limit", metavar="SHARE", help="Agreed limit, such as 0.1 or 10%."),
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Day to work from; else today.")
]


@qualify_app.command("schemes")
def schemes(language: LanguageOption = None) -> None:
    """Say which schemes there are, and what each asks."""
    from salestoolkit.sources.schemes import load_scheme, scheme_names

    words = words_of(language)
    for name in scheme_names():
        scheme = load_scheme(name, words.language)
        print(f"{name}: {scheme.title}")
        for one in scheme.criteria:
            print(f"  {one.key}: {one.name}. {one.question}")


@qualify_app.command("lead")
def lead(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET.toml", help="A filled sheet of leads.")],
    scheme: SchemeOption = "bant",
    discount_limit: LimitOption = None,
    out_if_no: OutOption = None,
    language: LanguageOption = None,
) -> None:
    """Judge the leads of a filled sheet: verdict, what would make each hot, and what to do for it."""
    from salestoolkit.core.qualification import qualify
    from salestoolkit.sources.sheets import load_sheet, read_sheet
    from salestoolkit.words.qualification import change_lines, verdict_sentence

    words = words_of(language)
    chosen, limit = _scheme(scheme, out_if_no, words), _limit(discount_limit)
    if not sheet.exists():
        raise BookError("file_missing", file=str(sheet))
    name = Path(scheme) if scheme.endswith(".toml") else scheme
    for place, entry in enumerate(read_sheet(sheet, load_sheet(name, words.language)), start=1):
        found = qualify(chosen, {key: entry[key] for key in chosen.keys})
        company = entry.text("company") or words.text("sheets.entry", n=place)
        print(verdict_sentence(words, chosen, found, company=company))
        for said, steps in change_lines(words, chosen, found, discount_limit=limit):
            print(f"  {said}")
            _indent(steps, "    ")


@qualify_app.command("table")
def table(
    leads: LeadsArgument,
    to: Annotated[Path, typer.Option("--to", metavar="OUT.csv", help="Table to write.")],
    scheme: SchemeOption = "bant",
    icp: ProfileOption = None,
    discount_limit: LimitOption = None,
    out_if_no: OutOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """Judge a list of leads, write it with its verdicts, and sum up the team's leads."""
    from salestoolkit.sources.safe_csv import safe_csv
    from salestoolkit.sources.whole_files import write_keeping
    from salestoolkit.words.lead_list import apart_header, apart_rows, table_header, table_row

    words = words_of(language)
    chosen, profile, listed = _read(leads, scheme, icp, out_if_no, words)
    limit = _limit(discount_limit)
    if to.resolve() == leads.resolve():
        raise ImportFailed("leads_over_itself", value=str(to))
    rows = [
        table_row(words, chosen, one, one.judged(chosen, profile), discount_limit=limit)
        for one in listed.leads
    ]
    copy = write_keeping(to, safe_csv(table_header(words, listed.header, profile), rows))
    judged = words.count("lead", len(rows))
    print(words.text("qualification.table.made", leads=judged, rows=listed.rows, path=str(to)))
    if copy is not None:
        print(words.text("qualification.table.copy", path=str(copy)))
    if listed.set_apart:
        beside = to.with_name(f"{to.stem}.set-apart.csv")
        write_keeping(beside, safe_csv(apart_header(words), apart_rows(words, listed.set_apart)))
        apart = words.count("row", len(listed.set_apart))
        print(words.text("qualification.table.apart", rows=apart, path=str(beside)))
    print()
    _sum_up(words, chosen, profile, listed, as_of)


@qualify_app.command("summary")
def summary(
    leads: LeadsArgument,
    scheme: SchemeOption = "bant",
    icp: ProfileOption = None,
    out_if_no: OutOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """Sum up a team's leads: how many are hot, what is not known, what to ask next."""
    words = words_of(language)
    chosen, profile, listed = _read(leads, scheme, icp, out_if_no, words)
    _say_apart(words, listed)
    _sum_up(words, chosen, profile, listed, as_of)


@qualify_app.command("take-off")
def take_off(
    leads: LeadsArgument,
    book: Annotated[Path, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")],
    scheme: SchemeOption = "bant",
    icp: ProfileOption = None,
    out_if_no: OutOption = None,
    pipeline: Annotated[str | None, typer.Option(metavar="NAME", help="Pipeline.")] = None,
    currency: Annotated[str | None, typer.Option(metavar="CODE", help="Currency.")] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="OUT.csv", help="List of deals to write.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """List the open deals of leads that are out, and say what taking them off does to the forecast."""
    from salestoolkit.core.qualification_pipeline import take_off as take_them_off
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.sources.safe_csv import safe_csv
    from salestoolkit.sources.whole_files import write_keeping
    from salestoolkit.words.lead_list import off_header, off_lines, off_rows

    words = words_of(language)
    chosen, profile, listed = _read(leads, scheme, icp, out_if_no, words)
    _say_apart(words, listed)
    out = [one for one in listed.leads if one.judged(chosen, profile).verdict == "out"]
    ids = [one.deal_id for one in out if one.deal_id is not None]
    off = take_them_off(open_book(book), ids, pipeline=pipeline, currency=currency)
    for line in off_lines(words, off, without_deal=len(out) - len(ids)):
        print(line)
    rows = off_rows(words, off)
    if to is not None:
        write_keeping(to, safe_csv(off_header(words), rows))
        print(words.text("qualification.off.made", path=str(to)))
    else:
        _indent((" · ".join(row) for row in rows), "  ")


def _read(
    leads: Path, scheme: str, icp: Path | None, out_if_no: str | None, words: Words
) -> tuple[Scheme, Profile | None, LeadList]:
    """Scheme, profile and list; a list of which nothing can be judged is refused."""
    from salestoolkit.sources.ideal_profile import read_profile
    from salestoolkit.sources.lead_list import read_leads
    from salestoolkit.words.lead_list import fault

    chosen = _scheme(scheme, out_if_no, words)
    profile = None if icp is None else read_profile(icp)
    listed = read_leads(leads, chosen, profile=profile)
    if listed.set_apart and not listed.leads:
        first = fault(words, listed.set_apart[0])
        apart = words.count("row", len(listed.set_apart))
        raise ImportFailed("leads_none_judged", file=leads.name, value=apart, said=first)
    return chosen, profile, listed


def _scheme(name: str, out_if_no: str | None, words: Words) -> Scheme:
    from salestoolkit.sources.schemes import load_scheme

    found = load_scheme(name, words.language)
    if out_if_no is None:
        return found
    return found.out_on([key.strip() for key in out_if_no.split(",") if key.strip()])


def _limit(text: str | None) -> float | None:
    """A discount limit as a share, given as 0.1 or 10%."""
    if text is None:
        return None
    bare = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        share = float(bare) / (100 if text.strip().endswith("%") else 1)
    except ValueError as error:
        raise InvalidValue("qualify_limit", value=text) from error
    if not 0 <= share <= 1:
        raise InvalidValue("qualify_limit", value=text)
    return share


def _sum_up(
    words: Words, scheme: Scheme, profile: Profile | None, listed: LeadList, as_of: str | None
) -> None:
    from salestoolkit.core.qualification_summary import summarise_leads
    from salestoolkit.words.lead_list import question_lines, summary_lines, without_sentence

    found = [one.judged(scheme, profile) for one in listed.leads]
    day = parse_date(as_of, "--as-of") or date.today()
    summed = summarise_leads(scheme, found, as_of=day)
    print("\n".join(summary_lines(words, summed)))
    lacking = without_sentence(words, listed)
    if lacking is not None:
        print(lacking)
    questions = question_lines(words, summed)
    if questions:
        print(words.text("qualification.summary.next"))
        _indent(questions, "  ")


def _say_apart(words: Words, listed: LeadList) -> None:
    from salestoolkit.words.lead_list import apart_line

    for one in listed.set_apart:
        print(apart_line(words, one))


def _indent(lines: Iterable[str], by: str) -> None:
    for line in lines:
        print(f"{by}{line}")
