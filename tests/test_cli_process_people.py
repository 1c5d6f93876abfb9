"""``salestoolkit process people`` shows who does what, and what the client does meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.processes import save_processes
from salestoolkit.sources.templates import template


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "process.toml"
    save_processes(path, template("universal", language="pl"))
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["process", "people", *(str(argument) for argument in arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


@pytest.mark.parametrize(
    ("language", "activity", "client"),
    [
        ("pl", "Pisemna oferta", "W tym czasie klient: "),
        ("en", "Written proposal", "The client meanwhile: "),
    ],
)
def test_a_stage_is_shown_in_either_language(
    file: Path, capsys: pytest.CaptureFixture[str], language: str, activity: str, client: str
) -> None:
    code, out, err = run(capsys, file, "--stage", "presentation", "--language", language)
    assert (code, err) == (0, "")
    row = next(line for line in out.splitlines() if activity in line)
    assert row.split(activity)[1].split() == ["RA", "C", "C", "C", "I"]
    assert client in out


def test_what_is_not_settled_is_said_below(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (process,) = template("universal", language="pl")
    save_processes(file, [process.assign("proposal", accountable=())])
    _, out, _ = run(capsys, file, "--language", "pl")
    assert out.splitlines()[-1] == (
        "Działania, za których wynik nikt nie odpowiada: Pisemna oferta."
    )


def test_an_unknown_stage_is_one_sentence(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, file, "--stage", "nowhere")
    assert code == 1
    assert "nowhere" in err and "presentation" in err and len(err.splitlines()) == 1
