"""``salestoolkit process compare`` and ``before-after`` say what a team's deals did."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.importer import import_files

ROOT = Path(__file__).parents[1]
PROCESS = """\
[[process]]
name = "Sprzedaż"
language = "pl"

[[process.stage]]
key = "contact"
name = "Pierwszy kontakt"
target_days = 4

[[process.stage]]
key = "offer"
name = "Oferta"
crm = ["Oferta wysłana"]

[[process.version]]
date = 2025-11-03
author = "Ala"
reason = "Formularz na stronie"
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("books") / "owl"
    folder = ROOT / "data" / "kwarcowa_sowa"
    files = [folder / name for name in ("deals.csv", "stage_history.json", "stages.json")]
    import_files(files, to=to, timezone="Europe/Warsaw")
    return to


@pytest.fixture
def process(tmp_path: Path) -> Path:
    path = tmp_path / "process.toml"
    path.write_text(PROCESS, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["process", *(str(argument) for argument in arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def test_compare_names_what_the_map_lacks(
    book: Path, process: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "compare", process, "--book", book, "--language", "pl")
    assert (code, err) == (0, "")
    assert "CRM ma etap „Badanie potrzeb”, którego nie ma na mapie" in out
    assert "Pierwszy kontakt: weszło 1\N{NO-BREAK SPACE}150" in out


def test_compare_counts_rare_ways_too(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = book / "process.toml"
    code, out, _ = run(capsys, "compare", own, "--book", book, "--language", "pl")
    ways = out.split("Drogi, których mapa nie ma\n")[1].splitlines()
    assert code == 0 and "na ogół" in out.splitlines()[0]
    assert ways[0] == "  „Badanie potrzeb” → „Oferta wysłana”: 26 z 947 (3%)"
    assert len(ways) == 6


def test_before_after_answers_for_a_date(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "before-after", "--book", book, "--on", "2025-11-03")
    assert (code, err) == (0, "")
    first, win, days, value, *_ = out.splitlines()
    assert "3 November 2025" in first
    assert [line.split(":")[0].strip() for line in (win, days, value)] == [
        "Win probability", "Time to a win", "Value of a win",
    ]  # fmt: skip


def test_before_after_answers_for_every_version(
    book: Path, process: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "before-after", "--book", book, "--process", process)
    assert code == 0
    assert out.startswith("Version of 3 November 2025 (Ala): Formularz na stronie")


def test_a_part_and_a_window_can_be_asked_for(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--on", "2025-11-03", "--per-part", "source=Polecenie", "--horizon", "90")
    code, out, _ = run(capsys, "before-after", "--book", book, *options)
    assert code == 0
    assert "within 90 days of being created, as asked for" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "Give exactly one of these options: --on DATE, --process FILE.toml."),
        (("--on", "2025-11-03", "--per-part", "team"), "does not name a part of the deals"),
        (("--on", "2025-11-03", "--horizon", "0"), "was given as 0"),
        (("--on", "3.11.2025"), "3.11.2025"),
        (("--on", "2025-11-03", "--part", "shoe=44"), "shoe"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    book: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    code, _, err = run(capsys, "before-after", "--book", book, *options)
    assert code == 1
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_of_several_processes_the_one_of_the_books_pipeline_is_compared(
    book: Path, process: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    second = PROCESS.replace('name = "Sprzedaż"', 'name = "Zakup"\npipeline = "Zakup"')
    named = PROCESS.replace('name = "Sprzedaż"', 'name = "Sprzedaż"\npipeline = "Sprzedaż"')
    process.write_text(named + "\n" + second, encoding="utf-8")
    code, out, _ = run(capsys, "compare", process, "--book", book)
    assert code == 0
    assert out.count("Map and deals differ") == 1
    process.write_text(
        named.replace('pipeline = "Sprzedaż"', 'pipeline = "Inny"') + "\n" + second,
        encoding="utf-8",
    )
    code, _, err = run(capsys, "compare", process, "--book", book)
    assert code == 1
    assert "Inny, Zakup" in err
