"""``salestoolkit process``: a file started, shown, checked, compared, published and reviewed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.processes import read_processes

TEXT = """\
# ours
[[process]]
name = "Sprzedaż"
language = "pl"

[[process.stage]]
key = "contact"
name = "Kontakt"
purpose = "Zacząć rozmowę."
target_days = 14
win_probability = 0.3
activities = ["Zimne telefony", "Listy"]
exit_criteria = ["Rozmowa się odbyła."]

[[process.stage]]
key = "demo"
name = "Prezentacja"
waiting = true

[process.translations.en]
"Kontakt" = "Contact"
"""

REMARKS = """\
sheet = "revision_remarks"

[[entry]]
author = "Ola"
stage = "Prezentacja"
remark = "Trwa za długo."
proposal = "Krótsza."
date = 2026-11-03
status = "open"

[[entry]]
author = "Jan"
stage = "Umowa"
remark = "Nie ma go."
date = 2026-11-02
status = "taken"
answer = "Dodamy."
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SALESTOOLKIT_LANGUAGE", raising=False)
    path = tmp_path / "process.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["process", *map(str, arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def test_a_file_is_started_from_a_template(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.toml"
    code, out, err = run(capsys, "new", "universal", "--to", file, "--offer", "service")
    assert (code, err) == (0, "")
    assert "7 stages" in out
    (process,) = read_processes(file).values()
    assert process.language == "en"
    before = file.read_text(encoding="utf-8")
    code, _, err = run(capsys, "new", "universal", "--to", file)
    assert code == 1
    assert "already" in err and file.read_text(encoding="utf-8") == before
    assert list(read_processes(file).values()) == [process]
    polish = tmp_path / "nowy.toml"
    options = ("--market", "pl", "--language", "pl")
    code, out, _ = run(capsys, "new", "real_estate", "--to", polish, *options)
    assert code == 0
    assert out.startswith("Proces zapisano")
    assert polish.read_text("utf-8").startswith("# Proces sprzedaży")


def test_a_process_is_shown_in_the_language_asked_for(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "show", file, "--language", "pl")
    assert (code, err) == (0, "")
    assert out.splitlines()[:8] == [
        "Sprzedaż",
        "1. Kontakt",
        "  Cel: Zacząć rozmowę.",
        "  Docelowy czas: 14 dni",
        "  Prawdopodobieństwo wygranej: 30%",
        "  Działania:",
        "    Zimne telefony",
        "    Listy",
    ]
    assert "2. Prezentacja (oczekiwanie niezależne od sprzedającego)" in out
    _, out, _ = run(capsys, "show", file)
    assert "1. Contact\n" in out
    assert "2. Prezentacja (pl) (waiting: out of the seller's hands)" in out


def test_a_check_names_what_is_missing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", file, "--language", "pl")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == f"{file} jest poprawnym plikiem procesu."
    assert "Prezentacja" in out


def test_a_diff_reads_like_a_changelog(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = file.with_name("new.toml")
    new.write_text(TEXT.replace("14", "7").replace('"Listy"', '"Próbki"'), encoding="utf-8")
    code, out, err = run(capsys, "diff", file, new, "--language", "pl")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Kontakt",
        "  Etap „Kontakt”: docelowy czas to teraz 7 dni (wcześniej 14 dni).",
        "  Etap „Kontakt”: zamiast działania „Listy” jest „Próbki”.",
    ]
    assert run(capsys, "diff", file, file)[1] == "Nothing has changed.\n"


def test_processes_that_came_or_went_are_told(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = file.with_name("both.toml")
    more = '[[process]]\nname = "Kupno"\npipeline = "Kupno"\nlanguage = "pl"\n'
    both.write_text(TEXT + more, encoding="utf-8")
    assert (
        "Dodano proces „Kupno”: 0 etapów." in run(capsys, "diff", file, both, "--language", "pl")[1]
    )
    assert "Process “Kupno” was taken out." in run(capsys, "diff", both, file)[1]


def test_versions_are_published_and_compared(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who = ("--author", "Ola", "--reason", "pierwsza mapa")
    code, out, err = run(capsys, "publish", file, *who, "--date", "2026-05-04")
    assert (code, err) == (0, "")
    assert "version 1 of 4 May 2026" in out
    assert file.read_text("utf-8").startswith("# ours\n")
    code, out, err = run(capsys, "publish", file, *who)
    assert (code, out, err.count("\n")) == (1, "", 1)
    file.write_text(file.read_text("utf-8").replace("14", "7"), encoding="utf-8")
    assert run(capsys, "publish", file, *who)[0] == 0
    assert read_processes(file)[None].versions[-1].date == date.today()
    out = run(capsys, "diff", f"{file}@1", f"{file}@2")[1]
    assert "In “Contact”: a deal may now stay 7 days, not 14 days." in out


def test_remarks_are_gathered_by_stage(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    remarks = file.with_name("remarks.toml")
    remarks.write_text(REMARKS, encoding="utf-8")
    code, out, err = run(capsys, "review", file, "--remarks", remarks, "--language", "pl")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "2 uwagi: czeka 1, przyjęto 1, odrzucono 0.",
        "Prezentacja",
        "  [czeka] Trwa za długo. Propozycja: Krótsza. (Ola, 03.11.2026)",
        "Etapy, których nie ma w procesie",
        "  Umowa: [przyjęta] Nie ma go. (Jan, 02.11.2026)",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", "no_such_template", "--to", "x.toml"),
        ("new", "real_estate", "--to", "x.toml"),
        ("new", "universal", "--to", "process.toml"),
        ("new", "universal", "--to", "process.toml/x.toml"),
        ("new", "universal", "--to", "x.toml", "--market", "fr"),
        ("new", "universal", "--to", "x.toml", "--offer", "shoes"),
        ("new", "universal", "--to", "x.toml", "--language", "de"),
        ("show", "missing.toml"),
        ("show", "."),
        ("show", "empty.toml"),
        ("show", "picture.toml"),
        ("show", "broken.toml"),
        ("show", "process.toml", "--pipeline", "none"),
        ("check", "empty.toml"),
        ("check", "wrong.toml"),
        ("check", "twice.toml"),
        ("diff", "process.toml", "missing.toml"),
        ("diff", "process.toml@1", "process.toml"),
        ("diff", "process.toml@x", "process.toml"),
        ("publish", "empty.toml", "--author", "a", "--reason", "b"),
        ("publish", "process.toml", "--author", "", "--reason", "b"),
        ("publish", "process.toml", "--author", "a", "--reason", "b", "--date", "4.5.2026"),
        ("review", "process.toml", "--remarks", "missing.toml"),
        ("review", "process.toml", "--remarks", "wrong.toml"),
        ("review", "two.toml", "--remarks", "remarks.toml"),
    ],
)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_fault_is_one_sentence_and_leaves_nothing(
    file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    language: str,
) -> None:
    monkeypatch.setenv("SALESTOOLKIT_LANGUAGE", language)
    folder = file.parent
    (folder / "empty.toml").write_text("# nothing\n")
    (folder / "picture.toml").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x01\x02" * 50)
    (folder / "broken.toml").write_text("[[process]]\nname = Sale\n")
    (folder / "wrong.toml").write_text('[[process]]\nname = "Sale"\ncolour = "red"\n')
    (folder / "twice.toml").write_text('[[process]]\nname = "Sale"\nname = "Sale"\n')
    (folder / "two.toml").write_text(TEXT + '[[process]]\npipeline = "b"\n', encoding="utf-8")
    (folder / "remarks.toml").write_text(REMARKS, encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1, err
    for fault in ("Traceback", "{", "fault of ours", "po naszej stronie", ": code"):
        assert fault not in err.replace("{ name", ""), err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_nothing_from_a_file_reaches_the_terminal_as_a_command(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = '"\\u001b[31mKontakt [bold]x[/bold]"'
    file.write_text(TEXT.replace('name = "Kontakt"', f"name = {evil}"), encoding="utf-8")
    for command in ("show", "check"):
        code, out, _ = run(capsys, command, file, "--language", "pl")
        assert code == 0
        assert "\x1b" not in out
        assert "[bold]x[/bold]" in out
