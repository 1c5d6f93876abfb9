"""A check names what would go wrong, where, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from salestoolkit.errors import ReportError
from salestoolkit.reports.own.cells import Finding
from salestoolkit.reports.own.check_notebook import check_notebook
from salestoolkit.reports.own.told import check_record, said_and_todo
from salestoolkit.reports.publish import LARGEST_PAGE
from salestoolkit.sources.content import load_content
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.words import load_words

EN = load_words("en")
OURS = sorted(packaged_path("notebooks").rglob("*.ipynb"))
LESSONS_MAY = {"no_record", "today"}
"""A lesson is no report: it keeps nothing for programs, and says what day it is."""


def html(text: str) -> Any:
    return nbformat.v4.new_output("display_data", data={"text/html": text})


@pytest.mark.parametrize("path", OURS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_nothing_is_found_in_our_own_notebooks(path: Path) -> None:
    checked = check_notebook(path)
    assert not checked.faults
    lesson = path.parent.name in ("en", "pl") and path.parent.parent.name == "notebooks"
    assert {one.code for one in checked.findings} <= (LESSONS_MAY if lesson else set())


def test_a_good_notebook_is_called_good(found):
    assert found("total = 1", "total") == []


def test_a_notebook_that_cannot_be_told_anything_is_named(found):
    assert found(parameters=None, used="") == [("no_parameters", None, "")]


def test_a_kernel_that_is_not_python_is_named(found):
    kernel = {"name": "ir", "language": "R", "display_name": "R"}
    assert found(metadata={"kernelspec": kernel}) == [("not_python", None, "R")]
    assert found(metadata={}) == [("no_kernel", None, "")]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ('day = date(2026, 1, 1)\nlanguage = "en"', ("not_literal", 1, "day")),
        ('team = "North"\nprint(team)\nlanguage = "en"', ("not_parameter", 1, "print(team)")),
        ('team = "North"\nlanguage = "en"', ("unused_parameter", 1, "team")),
        ('book = "book"', ("no_language", 1, "")),
    ],
)
def test_what_is_wrong_with_the_parameters_is_named(found, parameters, expected):
    used = "print(book)" if "book" in parameters else "print(language, day)"
    assert expected in found(parameters=parameters, used=used)


def test_a_parameter_that_another_cell_overwrites_is_named(found):
    assert found("language = 'pl'") == [("overwritten_parameter", 3, "language")]
    assert found("language = language.lower()") == []
    assert found("if language is None:\n    language = 'pl'") == []


def test_a_parameter_that_only_a_function_reads_is_used(found):
    assert found("def f():\n    return book", used="print(language)") == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["print(total)", "total = 1"], ("name_later", 3, "total")),
        (["print(total)"], ("name_nowhere", 3, "total")),
        (["total = total + 1"], ("name_later", 3, "total")),
        (["total += 1"], ("name_later", 3, "total")),
        (["[row for row in rows]"], ("name_nowhere", 3, "rows")),
        (["def f():\n    return rows"], ("name_nowhere", 3, "rows")),
        (["rows = 1\ndel rows", "print(rows)"], ("name_nowhere", 4, "rows")),
        (["rows = 1", "del rows", "print(rows)"], ("name_deleted", 5, "rows")),
        (["print(Out[3])"], ("name_nowhere", 3, "Out")),
        (["x = ("], ("syntax", 3, "'(' was never closed")),
        (["return 3"], ("syntax", 3, "'return' outside function")),
    ],
)
def test_what_hangs_on_the_order_in_which_a_person_ran_the_cells_is_named(found, cells, expected):
    assert found(*cells) == [expected]


@pytest.mark.parametrize(
    "cell",
    [
        "try:\n    import numpy\nexcept ImportError:\n    numpy = None",
        "try:\n    kept\nexcept NameError:\n    kept = 1",
        "import os.path as place, json\nplace, json",
        "with open(book) as file, open(book) as other:\n    (a, *b), c = file, other\na, b, c",
        "if (n := len(book)) > 3:\n    print(n)",
        "squares = {n: [m for m in range(n)] for n in range(3) if n}",
        "class Deal:\n    size = 1\n    twice = size * 2\n    def value(self):\n        return Deal",
        "def even(n):\n    return n == 0 or odd(n - 1)\ndef odd(n):\n    return n and even(n - 1)",
        "match book:\n    case {'a': one, **rest}:\n        print(one, rest)\n    case [*many]:\n        many",
        "lambda one, *more, last=book: (one, more, last)",
        "%matplotlib inline\ndisplay(book)",
        "%%time\ntotal = len(book)",
        "async def wait():\n    pass\nawait wait()",
        "from math import *\nprint(pi)",
        "def count():\n    global counted\n    counted = 1\ncount()\nprint(counted)",
        "f'{book!r:{len(book)}}'",
        "print(__name__)",
    ],
)
def test_python_as_people_write_it_raises_no_alarm(found, cell):
    assert [code for code, _, _ in found(cell) if code != "file_not_parameter"] == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('p = "/home/anna/deals.csv"', ("absolute_path", "/home/anna/deals.csv")),
        (r'p = "C:\\Users\\anna\\deals.csv"', ("absolute_path", r"C:\Users\anna\deals.csv")),
        (r'p = "\\\\server\\sales"', ("absolute_path", r"\\server\sales")),
        ('p = "~/deals.csv"', ("absolute_path", "~/deals.csv")),
        ('p = f"/srv/{book}"', ("absolute_path", "/srv/")),
        ("from pathlib import Path\nPath.home()", ("absolute_path", "Path.home()")),
        ("!ls", ("shell", "!ls")),
        ("files = !ls", ("shell", "!ls")),
        ("%%bash\nls", ("shell", "%%bash")),
        ("%pip install polars", ("installs", "%pip install polars")),
        ("%store -r rows", ("remembered", "%store -r rows")),
        ("import os\nos.system('ls')", ("program", "os.system()")),
        ("n = input('team')", ("waits", "input()")),
        ("import sys\nsys.exit(1)", ("ends", "sys.exit()")),
        ("from datetime import date\ndate.today()", ("today", "date.today()")),
        (
            'import pandas as pd\npd.read_csv("https://x.test/a.csv")',
            ("network", "https://x.test/a.csv"),
        ),
        (
            'import pandas as pd\nURL = "https://x.test/a.csv"\npd.read_csv(URL)',
            ("network", "https://x.test/a.csv"),
        ),
        ("import requests", ("network_library", "requests")),
        (
            'import pandas as pd\npd.read_csv("plan.csv")',
            ("file_not_parameter", "plan.csv"),
        ),
        ("import plotly.express as px", ("chart_library", "plotly")),
        ("import altair as alt", ("chart_renderer", "default")),
        (
            'import altair as alt\nalt.renderers.enable("html")\npage = book.chart(alt)',
            ("chart_renderer", "html"),
        ),
        (
            "import altair as alt\nalt.data_transformers.disable_max_rows()\nbook.chart(alt)",
            ("chart_rows", "alt.data_transformers.disable_max_rows"),
        ),
        ('x = "<script src=a.js></script>"', ("script", "<script src=a.js></script>")),
        ("%%javascript\nalert(1)", ("script", "%%javascript")),
    ],
)
def test_what_works_on_one_machine_or_with_a_network_is_named(found, cell, expected):
    code, value = expected
    assert found(cell) == [(code, 3, value)]


@pytest.mark.parametrize(
    "cell",
    [
        'rate = f"{book}/deals/open.csv"',
        'path = book + "/deals/open.csv"',
        'share = "n / N"',
        '"""Deals are in /home/sales/deals."""',
        'note = "More: https://example.com/manual"',
        'print("https://example.com/manual")',
        'zone = "Europe/Warsaw"',
        'text = "<b>won</b>/<i>lost</i>"',
        "import altair as alt\nfrom salestoolkit.charts.render import use_charts\nuse_charts()",
    ],
)
def test_what_only_looks_like_a_path_or_an_address_raises_no_alarm(found, cell):
    assert found(cell) == []


def test_cells_that_were_run_out_of_order_are_named(found):
    assert found(counts=[1, 2]) == []
    assert found("1", counts=[1, 3, 2]) == [("counts", 2, "1, 3, 2")]
    assert found(counts=[4, 5]) == [("counts", 1, "4, 5")]


def test_kept_outputs_are_named_with_their_size(found):
    ((code, cell, size),) = found("1", outputs=[html("<b>Poppy</b>")])
    assert (code, cell) == ("kept_outputs", 3)
    assert 50 < int(size) < 200


@pytest.mark.parametrize(
    ("output", "code"),
    [
        (html('<script src="https://cdn.test/vega.js"></script>'), "output_script"),
        (html('<img src="https://x.test/a.png">'), "output_script"),
        (
            nbformat.v4.new_output(
                "display_data", data={"application/vnd.plotly.v1+json": {"data": []}}
            ),
            "output_script",
        ),
        (nbformat.v4.new_output("error", ename="KeyError", evalue="x"), "output_error"),
        (
            nbformat.v4.new_output(
                "display_data", data={"application/vnd.jupyter.widget-view+json": {}}
            ),
            "output_widget",
        ),
        (html("x" * (LARGEST_PAGE + 1)), "outputs_too_large"),
    ],
)
def test_outputs_that_a_page_cannot_show_are_named(found, output, code):
    assert (code, 3) in [(one, cell) for one, cell, _ in found("1", outputs=[output])]


def test_a_picture_below_the_limit_is_fine(found):
    picture = nbformat.v4.new_output("display_data", data={"image/png": "x" * 1000})
    assert [code for code, _, _ in found("1", outputs=[picture])] == ["kept_outputs"]


def test_a_missing_record_is_a_hint_and_no_fault(write):
    checked = check_notebook(write())
    assert [(one.code, one.severity) for one in checked.findings] == [("no_record", "advice")]
    assert not checked.faults


@pytest.mark.parametrize("content", [b"", b"no notebook", b"{}", b'{"cells": 3}', b"\xff\xfe"])
def test_what_is_no_notebook_is_said_in_a_sentence(tmp_path, content):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    with pytest.raises(ReportError) as caught:
        check_notebook(path)
    assert caught.value.code == "notebook_broken"


def test_a_notebook_that_is_not_there_is_said_in_a_sentence(tmp_path):
    with pytest.raises(ReportError) as caught:
        check_notebook(tmp_path / "x.ipynb")
    assert caught.value.code == "own_no_notebook"


def test_every_finding_has_words_in_both_languages_and_no_words_are_left_over():
    package = Path(check_notebook.__code__.co_filename).parent
    source = "".join(path.read_text(encoding="utf-8") for path in package.glob("*.py"))
    for language in ("en", "pl"):
        words = load_words(language)
        for code in load_content(language).topic("own_reports")["found"]:
            assert f'"{code}"' in source
            said, todo = said_and_todo(words, Finding(code=code, value="1", error=ReportError("x")))
            assert said.endswith(".") and todo[-1] in ".)"


def test_what_is_found_is_told_to_programs_with_its_sentence(write):
    told = check_record(EN, check_notebook(write("print(total)", "total = 1")))
    assert json.loads(json.dumps(told))["faults"] == 1
    (first,) = [one for one in told["findings"] if one["severity"] == "fault"]
    assert (first["code"], first["cell"], first["other_cell"]) == ("name_later", 3, 4)
    assert first["said"] == "“total” is used before it is made, which only happens in cell 4."
