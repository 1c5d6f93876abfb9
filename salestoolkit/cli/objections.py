"""`salestoolkit objections list, note, cards`: what clients say against it, and how we answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.objections import Objection
    from salestoolkit.words import Words

objections_app = typer.Typer(
    name="objections",
    help="What clients say against buying, how the team answers, and how well that works.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(objections_app)

MarketOption = Annotated[
    str | None, typer.Option(metavar="pl|uk|us", help="With what is said only in this market.")
]
IndustryOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="With what is said only in this industry.")
]
TeamOption = Annotated[
    Path | None,
    typer.Option("--team", metavar="FILE.toml", help="The team's own file of objections."),
]
ThemeOption = Annotated[
    list[str] | None, typer.Option("--theme", metavar="THEME", help="Only this theme; repeatable.")
]
StageOption = Annotated[
    list[str] | None, typer.Option("--stage", metavar="STAGE", help="Only this stage; repeatable.")
]
TEAM_FILE = Path("team/objections.toml")


@objections_app.command("list")
def list_objections(
    market: MarketOption = None,
    industry: IndustryOption = None,
    theme: ThemeOption = None,
    stage: StageOption = None,
    team: TeamOption = None,
    language: LanguageOption = None,
) -> None:
    """List objections by theme, with how well the answer to each works."""
    from salestoolkit.core.objections import by_theme
    from salestoolkit.words.objections import gaps_line, quoted, tally_short, theme_name

    words = words_of(language)
    found = chosen_objections(words, market, industry, theme, stage, team)
    if not found:
        print(words.text("objections.list.none"))
        return
    print(words.text("objections.list.title", n=len(found)))
    for name, cards in by_theme(found).items():
        print(f"\n{theme_name(words, name)}")
        for card in cards:
            said = quoted(words, card)
            tally = tally_short(words, card.tally)
            print("  " + words.text("objections.list.line", key=card.key, says=said, tally=tally))
            missing = gaps_line(words, card)
            if missing is not None:
                print(f"    {missing}")
    lacking = sum(bool(card.gaps) for card in found)
    if lacking:
        print(f"\n{words.text('objections.list.gaps', n=lacking)}")
    if market is None:
        print(f"\n{words.text('objections.list.market_hint')}")


@objections_app.command("show")
def show(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Key of the card.")],
    team: TeamOption = None,
    language: LanguageOption = None,
) -> None:
    """Show one card: what lies behind it, questions, answer, proof, next step."""
    from salestoolkit.sources.objections import find_objection

    words = words_of(language)
    _must_exist(team)
    _show(words, find_objection(key, words.language, team=team))


@objections_app.command("cards")
def cards(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Page to write: .html or .pdf.")
    ] = None,
    per_page: Annotated[
        int, typer.Option("--per-page", metavar="8|4", help="Cards on a page of A4.")
    ] = 8,
    own: Annotated[bool, typer.Option("--own", help="Only cards that the team wrote.")] = False,
    market: MarketOption = None,
    industry: IndustryOption = None,
    theme: ThemeOption = None,
    stage: StageOption = None,
    team: TeamOption = None,
    language: LanguageOption = None,
) -> None:
    """Print cards to cut out: the objection, questions that listen, the answer, the next step."""
    from salestoolkit.reports.objection_cards import write_cards

    words = words_of(language)
    if to is None:
        raise InvalidValue("option_missing", option="--to FILE")
    found = chosen_objections(words, market, industry, theme, stage, team)
    found = tuple(card for card in found if card.own or not own)
    made = write_cards(found, to, language=words.language, per_page=per_page)
    pages = words.count("page", made.pages)
    print(words.text("objections.cards.made", n=len(found), pages=pages, path=str(made.path)))
    if made.copy is not None:
        print(words.text("objections.cards.copy", path=str(made.copy)))


@objections_app.command("script")
def script(
    plan: Annotated[
        Path, typer.Argument(metavar="FILE.toml", help="The sheet objection_plan, filled in.")
    ],
    language: LanguageOption = None,
) -> None:
    """Print the script of a first call, with the answers that the team has agreed on."""
    from salestoolkit.core.objection_plan import SHEET
    from salestoolkit.sources.sheets import load_sheet, read_sheet
    from salestoolkit.words.objection_plan import call_script

    words = words_of(language)
    _must_exist(plan)
    parts = call_script(words, read_sheet(plan, load_sheet(SHEET, words.language)))
    if not parts:
        raise InvalidValue("script_empty", file=str(plan))
    print(words.text("objection_plan.script.title"))
    for heading, lines in parts:
        print(f"\n{heading}")
        for line in lines:
            print(f"  {line}")


@objections_app.command("note")
def note(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Key of the card.")],
    worked: Annotated[
        bool | None,
        typer.Option("--worked/--not", help="Whether the conversation went on."),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="Day of the conversation; else today."),
    ] = None,
    team: TeamOption = None,
    language: LanguageOption = None,
) -> None:
    """Note that somebody tried an answer, and whether the conversation went on; no names."""
    from salestoolkit.core.objections import Note, tally_of
    from salestoolkit.sources.objection_text import add_note
    from salestoolkit.sources.objections import find_objection, read_notes
    from salestoolkit.words.objections import quoted, tally_sentence

    words = words_of(language)
    if worked is None:
        raise InvalidValue("one_of_two_options", allowed="--worked, --not")
    file, today = team or TEAM_FILE, date.today()
    day = parse_date(on, "--on") or today
    if day > today:
        raise InvalidValue("objection_note_future", value=day, allowed=today)
    card = find_objection(key, words.language, team=file)
    add_note(file, Note(objection=key, on=day, worked=worked), language=words.language)
    said = words.text(
        f"objections.list.noted_{'worked' if worked else 'not'}",
        date=day,
        says=quoted(words, card),
        tally=tally_sentence(words, tally_of(key, read_notes(file))),
    )
    print(said)


def chosen_objections(
    words: Words,
    market: str | None,
    industry: str | None,
    theme: list[str] | None,
    stage: list[str] | None,
    team: Path | None,
) -> tuple[Objection, ...]:
    """The cards that the options ask for.

    Raises
    ------
    InvalidValue
        ``objection_theme`` and ``objection_stage`` name those there are.
    """
    from salestoolkit.core.objections import THEMES, select
    from salestoolkit.core.process import UNIVERSAL_STAGES
    from salestoolkit.sources.objections import load_objections

    for name, given, known in (
        ("theme", theme or (), THEMES),
        ("stage", stage or (), UNIVERSAL_STAGES),
    ):
        for value in given:
            if value not in known:
                raise InvalidValue(f"objection_{name}", value=value, allowed=", ".join(known))
    _must_exist(team)
    found = load_objections(words.language, market=market, industry=industry, team=team)
    return select(found, themes=theme or (), stages=stage or ())


def _must_exist(team: Path | None) -> None:
    if team is not None and not team.exists():
        raise BookError("file_missing", file=str(team))


def _show(words: Words, card: Objection) -> None:
    from salestoolkit.words.objections import (
        card_lines,
        gaps_line,
        origin,
        quoted,
        tally_sentence,
        theme_name,
    )

    print(f"{theme_name(words, card.theme)}: {quoted(words, card)}")
    for line in origin(words, card):
        print(f"  {line}")
    for name, text in card_lines(words, card):
        print(f"  {name}: {text}")
    print(f"  {tally_sentence(words, card.tally)}")
    missing = gaps_line(words, card)
    if missing is not None:
        print(f"  {missing}")
