"""What the retention page says beside: referrals, the cycle, feedback, further sales."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from salestoolkit.reports.retention_page import open_page
from salestoolkit.sources.importer import import_files

DEALS = (
    "Deal ID,Company,Stage,Status,Created,Closed,Value,Currency\n"
    "1,Amber,Offer,won,2025-01-01,2025-02-01,9,GBP\n"
)
CONTRACTS = "Customer,Starts,Ends,Amount,Currency,Decision,Referred by\n" + "".join(
    f"<b>C{n}</b>,2025-0{1 + n % 6}-01,2026-0{1 + n % 6}-01,1200,GBP,renewed,{'<b>C0</b>' if n > 8 else ''}\n"
    for n in range(12)
)
FEEDBACK = "Customer,Date,Score,Comment\n" + "".join(
    f"<b>C{n}</b>,2026-05-0{1 + n},3,<script>alert({n})</script>\n" for n in range(6)
)


def text_of(book: Path, language: str = "en", **more: str) -> str:
    page = open_page(str(book), language=language, **more)  # type: ignore[arg-type]
    text = "\n".join(block.text for block in page.more if hasattr(block, "text"))
    return text.replace("\N{NO-BREAK SPACE}", " ")


def made(folder: Path, **files: str) -> Path:
    paths = []
    for name, text in files.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    return import_files(
        paths, to=folder / "book", timezone="Europe/London", exported_at=date(2026, 10, 30)
    ).book


@pytest.mark.parametrize(
    ("name", "language", "titles"),
    [
        (
            "marmalade_lighthouse",
            "en",
            ("Customers who bring customers", "The whole cycle", "What customers say", "What else"),
        ),
        (
            "kwarcowa_sowa",
            "pl",
            ("Klienci z polecenia", "Cały cykl", "Co mówią klienci", "Co jeszcze klienci"),
        ),
    ],
)
def test_the_page_for_all_has_every_section(
    sample_folder: Callable[[str], Path], name: str, language: str, titles: tuple[str, ...]
) -> None:
    text = text_of(sample_folder(name), language)
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    assert "None" not in text and "{" not in text


def test_a_page_about_a_part_tells_no_loop(sample_folder: Callable[[str], Path]) -> None:
    book = sample_folder("marmalade_lighthouse")
    text = text_of(book, dimension="segment", value="Enterprise")
    assert "Customers who bring" not in text and "The whole cycle" not in text
    assert "What customers say" in text


def test_what_the_data_say_is_never_markup(tmp_path: Path) -> None:
    text = text_of(made(tmp_path, deals=DEALS, contracts=CONTRACTS, feedback=FEEDBACK))
    assert "<script" not in text and "<b>C" not in text
    assert "&lt;script&gt;alert(0)" in text and "&lt;b&gt;C0" in text


def test_a_book_that_tells_nothing_of_it_says_in_a_sentence_each_what_to_note(
    tmp_path: Path,
) -> None:
    text = text_of(made(tmp_path, deals=DEALS))
    assert text.count("<li>") == 3 and "<table" not in text


def test_the_data_beside_are_plain_json(sample_folder: Callable[[str], Path]) -> None:
    data = open_page(str(sample_folder("kwarcowa_sowa"))).more_data
    told = json.loads(json.dumps(data))
    assert told["referrals"]["verdict"] == "below"
    assert told["referrals"]["loop"]["low"] < told["referrals"]["loop"]["value"]
    assert told["feedback"]["score"]["n"] > 100
    assert [pair["tells"] for pair in told["next_offers"]["pairs"]].count(True) == 2
