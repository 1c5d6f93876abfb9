"""Pages of a team's own notebooks as their readers open them: desk, phone, paper, both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from salestoolkit.reports.own.new_report import new_report
from salestoolkit.reports.own.trial import run_notebook
from salestoolkit.reports.publish import Publisher

pytestmark = pytest.mark.slow

VIEWS = ("desk", "phone", "small phone", "paper")
BOOKS = {"en": "marmalade_lighthouse", "pl": "kwarcowa_sowa"}
Opened = Callable[..., list[dict[str, Any]]]


@pytest.mark.parametrize("language", BOOKS)
def test_the_page_of_a_new_report_is_legible_in_every_view(
    language: str, sample_folder: Callable[[str], Path], tmp_path: Path, open_file: Opened
) -> None:
    made = new_report("weekly_mix", to=tmp_path, language=language)
    page = run_notebook(made.notebook, book=str(sample_folder(BOOKS[language])))
    path = tmp_path / f"own_{language}.html"
    path.write_text(page.html, encoding="utf-8")
    for view in VIEWS:
        assert len(open_file(path, view)) == 1


def test_a_plain_notebooks_tables_prose_and_text_are_legible_and_nothing_runs(
    tmp_path: Path, open_file: Opened
) -> None:
    frame = pd.DataFrame({"Źródło": ["Targi " * 9, "x"], "Szanse": [3, 12]})
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script><p>Koniec</p>"
    shown = (frame._repr_html_(), hostile)
    outputs = [nbformat.v4.new_output("display_data", data={"text/html": one}) for one in shown]
    outputs.append(nbformat.v4.new_output("stream", name="stdout", text="wiersz " * 60))
    cells = [
        nbformat.v4.new_markdown_cell("# Nasz tydzień\n\nCo *nowego*: [opis](https://example.com)"),
        nbformat.v4.new_code_cell("language = 'pl'", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("frame", outputs=outputs),
    ]
    page = Publisher().page(nbformat.v4.new_notebook(cells=cells), name="tydzien")
    path = tmp_path / "plain.html"
    path.write_text(page.html, encoding="utf-8")
    for view in VIEWS:
        assert open_file(path, view) == []
