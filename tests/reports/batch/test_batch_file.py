"""The file that says what a batch makes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from batch_notebooks import write_notebook

from salestoolkit.core.run_retention import Keep
from salestoolkit.errors import BookError
from salestoolkit.reports.batch.batch_file import Batch, read_batch
from salestoolkit.words import load_words

AUDIT = '[[report]]\nnotebook = "funnel_audit"\n'


def read(folder: Path, text: str) -> Batch:
    path = folder / "monday.toml"
    path.write_text(text, encoding="utf-8")
    return read_batch(path)


def test_a_batch_is_read_with_paths_from_its_own_folder(tmp_path: Path) -> None:
    write_notebook(tmp_path / "own.ipynb")
    batch = read(
        tmp_path,
        'book = "book"\nto = "out"\nlanguages = ["pl", "en"]\nformats = ["html", "pdf"]\n'
        "parallel = 3\nseconds = 60\nreport_seconds = 90\nkeep = { days = 60 }\nas_of = 2026-10-30\n"
        '[freshness]\ndays = 8\n[delivery]\nheartbeat = "beat.json"\n'
        '[[report]]\nnotebook = "goal_check"\nper = "team"\ngoals = "goals.toml"\nfor = "leader"\n'
        '[[report]]\nnotebook = "own.ipynb"\nper = ["team", "territory"]\nlanguages = ["en"]\n'
        'name = "{team}_{language}"\nfiles = { prices = "prices.csv" }\nparameters = { top = 5 }\n',
    )
    assert (batch.name, batch.to, batch.book) == ("monday", tmp_path / "out", tmp_path / "book")
    assert (batch.languages, batch.parallel) == (("pl", "en"), 3)
    assert (batch.cell_seconds, batch.report_seconds) == (60, 90)
    assert (batch.keep, batch.as_of) == (Keep(days=60), date(2026, 10, 30))
    assert batch.freshness is not None and batch.freshness.days == 8
    assert batch.delivery is not None and batch.delivery.heartbeat == tmp_path / "beat.json"
    goals, own = batch.reports
    assert (goals.kind, goals.per, goals.for_leader, goals.line) == (
        "goal_check",
        ("team",),
        True,
        14,
    )
    assert goals.files == {"goals": tmp_path / "goals.toml"}
    assert (goals.languages, goals.formats) == (("pl", "en"), ("html", "pdf"))
    assert (own.path, own.per) == (tmp_path / "own.ipynb", ("team", "territory"))
    assert (own.languages, own.name) == (("en",), "{team}_{language}")
    assert own.files == {"prices": tmp_path / "prices.csv"} and own.parameters == {"top": 5}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('to = "out"\n', "batch_without_reports", 1),
        (AUDIT, "toml_missing", 1),
        ('to = "out"\nwhere = "x"\n' + AUDIT, "toml_unknown_key", 2),
        ('to = "out"\n[[report]]\nnotebook = "funel"\n', "batch_notebook", 3),
        ('to = "out"\n[[report]]\nnotebook = "none.ipynb"\n', "batch_file_missing", 3),
        ('to = "out"\n' + AUDIT + "by = 1\n", "toml_unknown_key", 4),
        ('to = "out"\n' + AUDIT + 'formats = ["docx"]\n', "toml_not_choice", 4),
        ('to = "out"\n' + AUDIT + 'languages = ["de"]\n', "toml_not_choice", 4),
        ('to = "out"\n' + AUDIT + 'for = "all"\n', "toml_not_choice", 4),
        ('to = "out"\n' + AUDIT + "per = 3\n", "toml_not_texts", 4),
        ('to = "out"\n' + AUDIT + 'per = "team"\nlist = "a.csv"\n', "batch_list_and_per", 5),
        ('to = "out"\n' + AUDIT + 'since = "monday"\n', "toml_not_date", 4),
        ('to = "out"\nkeep = 8\n' + AUDIT, "batch_keep", 2),
        ('to = "out"\nkeep = { runs = 0 }\n' + AUDIT, "batch_keep", 2),
        ('to = "out"\nkeep = { runs = 1, days = 2 }\n' + AUDIT, "batch_keep", 2),
        ('to = "out"\nkeep = { days = 99999999999999 }\n' + AUDIT, "batch_keep", 2),
        ('to = "out"\nparallel = 0\n' + AUDIT, "toml_not_whole", 2),
        ('to = "out"\nseconds = true\n' + AUDIT, "toml_not_whole", 2),
        ('to = "out"\nparallel = 1001\n' + AUDIT, "toml_not_whole", 2),
        ('to = "out"\nreport = 3\n', "toml_not_entries", 2),
        ('to = "out\n' + AUDIT, "process_syntax", 1),
        ('to = "out"\n[freshness]\nweeks = 1\n' + AUDIT, "toml_unknown_key", 3),
        ('to = "out"\n' + AUDIT + "parameters = 3\n", "toml_not_table", 4),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(
    tmp_path: Path, text: str, code: str, line: int
) -> None:
    with pytest.raises(BookError) as caught:
        read(tmp_path, text)
    assert caught.value.code == code
    assert caught.value.fields["line"] == line
    for language in ("en", "pl"):
        sentence = load_words(language).error(caught.value)
        assert "monday.toml" in sentence and str(line) in sentence


def test_a_batch_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BookError) as caught:
        read_batch(tmp_path / "none.toml")
    assert caught.value.code == "file_missing"
