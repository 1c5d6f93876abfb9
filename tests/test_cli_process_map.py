"""``salestoolkit process map`` draws a process file and says where the picture lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.cli import main

FILE = """\
[[process]]
name = "Strona sprzedającego"
pipeline = "Sprzedający"
linked = "Kupujący"
language = "pl"
[[process.stage]]
key = "Oferta"
[[process.stage]]
key = "Umowa"
waiting = true

[[process]]
name = "Strona kupującego"
pipeline = "Kupujący"
language = "pl"
[[process.stage]]
key = "Prezentacja"
"""
EXPORT = """\
Deal - ID,Deal - Title,Deal - Stage,Deal - Status,Deal - Pipeline,Deal - Deal created,Deal - Won time
1,A,Oferta,Open,Sprzedający,2025-01-03 10:00:00,
2,B,Umowa,Won,Sprzedający,2025-01-04 10:00:00,2025-01-20 12:00:00
3,C,Prezentacja,Open,Kupujący,2025-01-05 10:00:00,
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "process.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as caught:
        main([str(item) for item in arguments])
    said = capsys.readouterr()
    return caught.value.code, said.out, said.err


def test_all_processes_of_a_file_are_drawn(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "maps" / "map.svg"
    code, out, _ = run(capsys, "process", "map", file, "--to", to, "--language", "pl")
    assert (code, out) == (0, f"{to}\n")
    drawn = to.read_text(encoding="utf-8")
    assert "Strona sprzedającego" in drawn and "Strona kupującego" in drawn


def test_one_pipeline_is_drawn_for_a_phone_or_a_wiki_and_the_old_file_kept(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("map.svg", "map.mmd"):
        to = tmp_path / name
        to.write_text("mine", encoding="utf-8")
        arguments = ("--pipeline", "Kupujący", "--layout", "phone")
        code, out, _ = run(capsys, "process", "map", file, "--to", to, *arguments)
        copy = tmp_path / name.replace(".", ".before-1.")
        assert code == 0 and str(copy) in out
        assert copy.read_text(encoding="utf-8") == "mine"
        drawn = to.read_text(encoding="utf-8")
        assert "Prezentacja" in drawn and "Oferta" not in drawn


def test_a_deal_book_puts_its_numbers_on_the_map(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, book, to = tmp_path / "deals.csv", tmp_path / "book", tmp_path / "map.svg"
    export.write_text(EXPORT, encoding="utf-8")
    assert run(capsys, "import", export, "--to", book, "--timezone", "UTC")[0] == 0
    code, _, err = run(
        capsys, "process", "map", file, "--to", to, "--book", book, "--language", "pl"
    )
    assert (code, err) == (0, "")
    assert "stan na 20 stycznia 2025" in to.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "map.gif"), ".svg, .png, .pdf, .mmd"),
        (("--to", "map.svg", "--pipeline", "Najem"), "Sprzedający, Kupujący"),
        (("--to", "map.svg", "--layout", "poster"), "wall, half, phone"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(
    arguments: tuple[str, ...], said: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "process", "map", file, *arguments)
    assert code == 1 and said in err and err.count("\n") == 1
