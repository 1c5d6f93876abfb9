"""`salestoolkit workshop handouts`: sheets and the map on paper, for when the network dies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from salestoolkit.cli.app import LanguageOption, words_of
from salestoolkit.cli.workshop import RoomArgument, workshop

MAP = "map_a3.pdf"


@workshop.command()
def handouts(
    folder: RoomArgument,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="OUT", help="Folder to write to; else leader/handouts."),
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Print every sheet empty and the leader's guide on A4, the map on A3; needs no network."""
    from salestoolkit.charts.process_map import process_maps, save_map
    from salestoolkit.lessons.collect.teams import handout_processes, room_language
    from salestoolkit.lessons.room.teams import LEADER
    from salestoolkit.reports.guide import GUIDE, guide_page
    from salestoolkit.reports.handouts import write_handouts
    from salestoolkit.sources.sheets import load_sheet, sheet_names

    words = words_of(language or room_language(folder))
    processes = handout_processes(folder, words)
    out = to or folder / LEADER / "handouts"
    sheets = [load_sheet(name, words.language) for name in sheet_names()]
    made = write_handouts(sheets, out, also={GUIDE: guide_page(words.language)})
    guide = next(one.path for one in made.files if one.path.stem == GUIDE)
    copy = save_map(process_maps(processes, words), out / MAP, paper="a3")
    say = "workshop_collect.handouts"
    print(words.text(f"{say}.made", path=str(out)))
    print(words.text(f"{say}.map", path=str(out / MAP)))
    print(words.text(f"{say}.guide", path=str(guide)))
    if made.no_pdf is not None:
        print(words.text(f"{say}.no_pdf", sentence=words.error(made.no_pdf)))
    for kept in [copy, *(written.copy for written in made.files)]:
        if kept is not None:
            print(words.text("workshop_collect.said.copy", path=str(kept)))
