"""``salestoolkit process to-excel, from-excel, to-crm, from-crm``: files there and back, in words."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from salestoolkit.cli import main

TEXT = """\
# agreed in May
[[process]]
name = "Sprzedaż"
pipeline = "Sales"

[[process.stage]]
key = "Call"
target_days = 7  # was 5

[[process.stage]]
key = "Offer"
win_probability = 0.4
"""


@pytest.fixture
def process(tmp_path: Path) -> Path:
    path = tmp_path / "process.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["process", *map(str, arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def test_a_process_file_goes_to_excel_and_comes_back_byte_for_byte(
    process: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbook, back = tmp_path / "p.xlsx", tmp_path / "back.toml"
    code, out, _ = run(capsys, "to-excel", process, "--to", workbook, "--language", "pl")
    assert (code, out) == (0, f"Zapisano: {workbook}\n  Sprzedaż: 2 etapy\n")
    assert run(capsys, "from-excel", workbook, "--to", back)[0] == 0
    assert back.read_bytes() == process.read_bytes()


def test_what_was_changed_in_excel_is_written_over_a_copy(
    process: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbook = tmp_path / "p.xlsx"
    run(capsys, "to-excel", process, "--to", workbook, "--language", "en")
    book = openpyxl.load_workbook(workbook)
    book.worksheets[0]["F3"] = 21
    book.save(workbook)
    code, out, _ = run(capsys, "from-excel", workbook, "--to", process)
    kept = tmp_path / "process.before-1.toml"
    assert code == 0 and str(kept) in out
    assert kept.read_text(encoding="utf-8") == TEXT
    offer = 'key = "Offer"\n'
    changed = TEXT.replace(offer, f'{offer}name = "Offer"\ntarget_days = 21\n')
    assert process.read_text(encoding="utf-8") == changed


def test_a_broken_cell_is_one_sentence_and_nothing_is_written(
    process: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbook = tmp_path / "p.xlsx"
    run(capsys, "to-excel", process, "--to", workbook, "--language", "pl")
    book = openpyxl.load_workbook(workbook)
    book.worksheets[0]["F2"] = "ok. tygodnia"
    book.save(workbook)
    code, out, err = run(capsys, "from-excel", workbook, "--to", process, "--language", "pl")
    assert (code, out) == (1, "")
    assert err == (
        "F2 w arkuszu „Sprzedaż”: „Dni” to liczba od 0 w górę, a nie „ok. tygodnia”; "
        "wpisz liczbę, na przykład 7, albo zostaw komórkę pustą.\n"
    )
    assert process.read_text(encoding="utf-8") == TEXT


def test_a_crm_set_up_becomes_a_process_file_and_changes_are_said_before_anything_is_sent(
    process: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    setup = tmp_path / "setup.json"
    saved = [
        {"id": 1, "name": "Sales"},
        {"id": 7, "name": "Call", "pipeline_id": 1, "order_nr": 1, "deal_probability": 100},
    ]
    setup.write_text(json.dumps({"success": True, "data": saved}))
    made, out_file = tmp_path / "made.toml", tmp_path / "out.json"
    code, out, _ = run(capsys, "from-crm", setup, "--to", made, "--language", "pl")
    assert code == 0 and "Sales: 1 etap\n" in out
    assert 'crm = ["7"]' in made.read_text(encoding="utf-8")
    code, out, _ = run(
        capsys,
        "to-crm",
        process,
        "--crm",
        "pipedrive",
        "--against",
        setup,
        "--to",
        out_file,
        "--language",
        "pl",
    )
    assert code == 0
    assert out.splitlines()[:4] == [
        "Pipeline „Sales”",
        "  Call: dni nie podano → 7",
        "  Offer: nowy",
        "  Nowe: 1, zmienione: 1, bez zmian: 0, spoza procesu: 0.",
    ]
    assert "Niczego nie wysłano." in out
    (pipeline,) = json.loads(out_file.read_text(encoding="utf-8"))["pipelines"]
    assert pipeline["update"] == [
        {"id": "7", "fields": {"is_deal_rot_enabled": True, "days_to_rotten": 7}}
    ]
    assert pipeline["create"] == [
        {
            "name": "Offer",
            "pipeline_id": 1,
            "order_nr": 2,
            "deal_probability": 40,
            "is_deal_rot_enabled": False,
            "days_to_rotten": None,
        }
    ]


def test_an_unknown_crm_is_one_sentence(
    process: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out_file = tmp_path / "out.json"
    code, _, err = run(capsys, "to-crm", process, "--crm", "x", "--to", out_file)
    assert (code, err) == (1, "The CRM “x” is not known; choose one of: pipedrive, hubspot.\n")
    assert not out_file.exists()
