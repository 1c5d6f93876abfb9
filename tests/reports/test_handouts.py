"""Paper for when the network dies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from salestoolkit.charts.process_map import process_map, save_map
from salestoolkit.cli import main
from salestoolkit.errors import InvalidValue, ReportError
from salestoolkit.reports.handouts import ALL, bundle, write_handouts
from salestoolkit.reports.pdf import PdfPrinter, find_browser
from salestoolkit.reports.sheets import sheet_page
from salestoolkit.sources import sheets
from salestoolkit.sources.sheets import load_sheet
from salestoolkit.sources.templates import universal_process
from salestoolkit.words import load_words

NAMES = ("story", "raci", "thirty_days")


def size_of(pdf: bytes) -> list[int]:
    found = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    assert found is not None
    return [round(float(side)) for side in found.groups()]


def test_a_bundle_holds_every_sheet_once_on_paper_of_its_own() -> None:
    pages = [sheet_page(load_sheet(name, "pl")) for name in NAMES]
    whole = bundle(pages)
    assert whole.count("<main") == whole.count("</main>") == len(NAMES)
    assert whole.count("<html") == whole.count("</html>") == 1
    assert all(
        f"<h1>{load_sheet(name, 'pl').title}" in whole.replace("\xa0", " ") for name in NAMES
    )
    assert "break-before: page" in whole


def test_without_a_browser_there_are_pages_and_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: PdfPrinter) -> PdfPrinter:
        raise ReportError("pdf_no_browser")

    monkeypatch.setattr(PdfPrinter, "__enter__", refused)
    made = write_handouts([load_sheet(name, "en") for name in NAMES], tmp_path)
    assert made.no_pdf is not None
    assert {file.path.name for file in made.files} == {f"{name}.html" for name in (*NAMES, ALL)}


@pytest.mark.slow
def test_a_map_is_printed_on_a4_or_a3(tmp_path: Path) -> None:
    drawn = process_map(universal_process("en"), load_words("en"))
    for paper, sides in {"a4": [842, 595], "a3": [1191, 842]}.items():
        save_map(drawn, tmp_path / f"{paper}.pdf", paper=paper)
        width, height = size_of((tmp_path / f"{paper}.pdf").read_bytes())
        assert abs(width - sides[0]) <= 2 and abs(height - sides[1]) <= 2
    with pytest.raises(InvalidValue):
        save_map(drawn, tmp_path / "map.pdf", paper="a5")


@pytest.mark.slow
@pytest.mark.skipif(find_browser() is None, reason="no Chromium, Chrome or Edge is installed")
def test_sheets_of_a_workshop_are_printed_and_the_map(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "sheet_names", lambda: NAMES)
    (tmp_path / "workshop.toml").write_text('language = "pl"\n', encoding="utf-8")
    with pytest.raises(SystemExit) as exit_:
        main(("workshop", "handouts", str(tmp_path), "--to", str(tmp_path / "out")))
    assert not exit_.value.code
    assert "Mapa procesu na A3" in capsys.readouterr().out
    printed = {path.stem for path in (tmp_path / "out").glob("*.pdf")}
    assert printed == {*NAMES, ALL, "map_a3", "leaders_guide"}
    whole = (tmp_path / "out" / f"{ALL}.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", whole)) == len(NAMES)
