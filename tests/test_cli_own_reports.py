"""``salestoolkit new-report`` begins a notebook, ``salestoolkit check`` says what would go wrong."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from salestoolkit.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def add_cell(path: Path, source: str) -> None:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(source, id="added"))
    nbformat.write(notebook, path)


@pytest.fixture
def notebook(tmp_path, capsys) -> Path:
    run(capsys, "new-report", "weekly_mix", "--to", tmp_path)
    return tmp_path / "weekly_mix.ipynb"


def test_a_new_report_says_what_it_wrote_and_how_a_batch_makes_it(tmp_path, capsys):
    code, out, err = run(capsys, "new-report", "weekly_mix", "--to", tmp_path / "my reports")
    folder = tmp_path / "my reports"
    assert (code, err) == (0, "")
    assert f"Notebook: {folder}/weekly_mix.ipynb" in out
    assert f"salestoolkit check '{folder}/weekly_mix.ipynb' --run" in out
    assert out.endswith('[[report]]\nnotebook = "weekly_mix.ipynb"\nper = "team"\n')
    assert sorted(path.name for path in folder.iterdir()) == [
        "test_weekly_mix.py",
        "weekly_mix.ipynb",
    ]


def test_it_speaks_polish(tmp_path, capsys):
    code, out, _ = run(capsys, "new-report", "miks", "--to", tmp_path, "--language", "pl")
    assert code == 0 and out.startswith("Notatnik: ") and "--run --language pl" in out


def test_a_name_that_is_there_is_refused_in_one_sentence(notebook, tmp_path, capsys):
    before = notebook.read_bytes()
    code, out, err = run(capsys, "new-report", "weekly_mix", "--to", tmp_path)
    assert (code, out) == (1, "")
    # a long path is cut in a sentence
    assert err.startswith(f"“{str(notebook)[:60]}") and err.endswith(
        "” is there already, and nothing was written; choose another name or another folder.\n"
    )
    assert notebook.read_bytes() == before


def test_a_good_notebook_passes_without_being_run(notebook, capsys):
    assert run(capsys, "check", notebook) == (
        0,
        "weekly_mix.ipynb: nothing found that would go wrong.\n"
        "Nothing of it was run; --run does that too.\n",
        "",
    )


def test_a_fault_gives_its_cell_what_to_do_and_exit_code_1(notebook, capsys):
    add_cell(notebook, 'plan = open("/home/anna/plan.csv").read()\nimport requests')
    code, out, err = run(capsys, "check", notebook)
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "weekly_mix.ipynb: 1 fault, 1 hint.",
        "  Cell 12: “/home/anna/plan.csv” leads to one person's or one machine's files. "
        "Make it a parameter, and give it under [report.files] in the batch file.",
        "  Hint, cell 12: it uses “requests”, which asks the network. "
        "Fetch the data beforehand, and read a file here.",
        "Nothing of it was run; --run does that too.",
    ]


def test_hints_alone_do_not_fail(notebook, capsys):
    add_cell(notebook, "import requests")
    code, out, _ = run(capsys, "check", notebook, "--language", "pl")
    assert code == 0
    assert out.splitlines()[0] == "weekly_mix.ipynb: 0 błędów, 1 wskazówka."


def test_programs_read_the_findings_as_json(notebook, capsys):
    add_cell(notebook, "print(totals)")
    code, out, _ = run(capsys, "check", notebook, "--format", "json", "--language", "pl")
    told = json.loads(out)
    assert code == 1
    assert (told["faults"], told["ran"]) == (1, False)
    assert told["findings"][0]["code"] == "name_nowhere"
    assert told["findings"][0]["said"].startswith("korzysta z nazwy „totals”")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing.ipynb"], "There is no notebook “missing.ipynb”"),
        (["{}", "--format", "xml"], "xml"),
        (["{}", "--book", "nowhere"], "There is no deal book in"),
    ],
)
def test_what_is_wrong_with_the_request_is_one_sentence(notebook, capsys, arguments, sentence):
    code, out, err = run(capsys, "check", *(one.format(notebook) for one in arguments))
    assert code == 1
    assert sentence in out + err and "Traceback" not in out + err


@pytest.mark.slow
def test_a_run_finds_what_only_a_run_can(notebook, capsys):
    code, out, _ = run(capsys, "check", notebook, "--run")
    assert (code, out.splitlines()[-1]) == (
        0,
        "It was run once in a fresh kernel, on the deals of a sample company; "
        "--book runs it on yours.",
    )
    add_cell(notebook, "page.say('motto')")
    code, out, _ = run(capsys, "check", notebook, "--run")
    assert code == 1
    assert (
        "Cell 12: the run ended here. The notebook has no text “motto” in the language “en”" in out
    )


@pytest.mark.slow
def test_a_run_weighs_the_page_and_looks_for_what_it_cannot_show(notebook, capsys):
    add_cell(
        notebook,
        "from IPython.display import HTML\n"
        "display(HTML('<scr' + 'ipt>1</scr' + 'ipt>'), HTML('x' * 1_100_000))",
    )
    code, out, _ = run(capsys, "check", notebook, "--run", "--format", "json")
    told = json.loads(out)
    assert (code, told["ran"]) == (1, True)
    assert {one["code"] for one in told["findings"]} >= {"output_script", "outputs_too_large"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("while True:\n    pass", "took longer than 2 seconds"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "stopped twice"),
    ],
)
def test_a_cell_that_hangs_or_kills_its_kernel_is_named(notebook, capsys, source, sentence):
    bare = nbformat.read(notebook, as_version=4)
    bare.cells = [
        nbformat.v4.new_code_cell("n = 1", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(f"print(n)\n{source}"),
        nbformat.v4.new_code_cell("n"),
    ]
    nbformat.write(bare, notebook)
    code, out, _ = run(capsys, "check", notebook, "--run", "--seconds", 2)
    (line,) = [line for line in out.splitlines() if "the run ended here" in line]
    assert code == 1
    assert line.startswith("  Cell 2: ") and sentence in line
