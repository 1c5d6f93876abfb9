"""Notatnik own_report liczy to, co mówi: ``pytest test_own_report.py``."""

from datetime import date
from pathlib import Path

import pytest

from salestoolkit.reports.own.trial import run_notebook
from salestoolkit.sources.importer import import_files

NOTEBOOK = Path(__file__).with_name("own_report.ipynb")

# Tak mało szans, że da się je policzyć na palcach: na 31 października cztery tygodnie liczą się od 4.10.
DEALS = """\
Deal id,Title,Status,Stage,Team,Source,Created
1,Bursztyn,Open,Oferta,Północ,Polecenie,2026-10-31
2,Cedr,Open,Oferta,Północ,Polecenie,2026-10-04
3,Dąb,Lost,Oferta,Północ,,2026-10-03
4,Heban,Open,Oferta,Południe,Targi,2026-10-20
5,Jawor,Open,Oferta,Południe,Targi,2026-09-06
6,Modrzew,Open,Oferta,Południe,Targi,2026-09-05
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own_report")
    export = folder / "deals.csv"
    export.write_text(DEALS, encoding="utf-8")
    import_files(
        [export], to=folder / "book", timezone="Europe/Warsaw", exported_at=date(2026, 10, 31)
    )
    return str(folder / "book")


@pytest.mark.parametrize("language", ["en", "pl"])
def test_liczy_szanse_z_ostatnich_czterech_tygodni(book, language):
    page = run_notebook(NOTEBOOK, book=book, language=language)
    figures = page.record["figures"]
    assert figures["new_deals"]["value"] == 3
    assert figures["earlier_deals"]["value"] == 2
    assert figures["new_deals"]["n"] == 6


def test_strona_zespolu_mowi_tylko_o_jego_szansach(book):
    page = run_notebook(NOTEBOOK, book=book, team="Południe")
    assert page.record["figures"]["new_deals"]["value"] == 1
    assert page.record["more"]["mix"] == [{"source": "Targi", "recent": 1, "before": 1}]
    assert "Polecenie" not in page.html
