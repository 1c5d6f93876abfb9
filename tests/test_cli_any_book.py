"""Commands that need counts alone answer from a database as from the folder of a book."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from salestoolkit.cli import main


@pytest.fixture(scope="module")
def folder(sample_folder: Callable[[str], Path]) -> Path:
    return sample_folder("marmalade_lighthouse")


@pytest.fixture(scope="module")
def mapping(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a book's own folder, read as those of a database."""
    files = {name: next(folder.glob(f"{name}-*.parquet")) for name in ("deals", "stage_log")}
    lines = [
        'timezone = "Europe/London"',
        "as_of = 2026-10-30",
        f'process = "{(folder / "process.toml").as_posix()}"',
        "[tables]",
        *(f'{name} = "{file.as_posix()}"' for name, file in files.items()),
    ]
    for name, file in files.items():
        lines += [f"[{name}]", *(f'{column} = "{column}"' for column in pq.read_schema(file).names)]
    path = tmp_path_factory.mktemp("mapping") / "sales.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("compare", "Field", "Partners"),
        ("changes",),
        ("deals", "--what", "won"),
    ],
    ids=lambda command: command[0],
)
def test_a_database_answers_as_the_folder_does(folder, mapping, capsys, command):
    said = []
    for book in ((folder,), ("duckdb://", "--mapping", mapping)):
        with pytest.raises(SystemExit) as caught:
            main([*command, "--book", *(str(argument) for argument in book)])
        assert not caught.value.code
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert said[0]
