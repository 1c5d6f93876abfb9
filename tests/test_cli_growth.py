"""`salestoolkit referrals`, `feedback` and `next-offers` on the command line, with good lists and bad ones."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.importer import import_files

DEALS = "Deal ID,Company,Stage,Status,Created,Closed,Value,Currency,Source\n" + "".join(
    f"{n},Company {n},Offer,won,2026-01-{n:02},2026-02-{n:02},1000,GBP,Referral\n"
    for n in range(1, 20)
)
CONTRACTS = """Customer,Starts,Ends,Amount,Currency,Decision,Referred by
Company 1,2025-01-01,2025-12-31,1200,GBP,renewed,
Company 2,2025-02-01,2026-01-31,1200,GBP,lost,Company 2
Company 3,2025-03-01,2026-02-28,1200,GBP,renewed,Company 4
Company 4,2025-03-01,2026-02-28,1200,GBP,renewed,Company 3
Company 5,2025-05-01,2026-04-30,1200,GBP,renewed,Company 1
Company 6,2025-06-01,2026-05-31,1200,GBP,renewed,Nobody Ltd
Company 7,2025-07-01,2025-06-01,1200,GBP,lost,Company 1
"""
FEEDBACK = """Customer,Date,Score,Comment,What we changed,Changed on,Customer told
Company 1,2026-01-10,9,,,,
Company 2,2026-01-11,11,Too good,,,
Company 3,2026-01-12,very good,,,,
Company 4,2026-01-13,3,<script>alert(1)</script>,,,
Company 5,2026-01-14,4,Slow,Second line of help,2026-01-20,
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def book(folder: Path, **files: str) -> Path:
    """A book of these tables."""
    paths = []
    for name, text in files.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    import_files(paths, to=folder / "book", timezone="Europe/London")
    return folder / "book"


def lines_of(*, pairs: int, alone: int, others: int) -> tuple[str, str]:
    """Won deals and their lines: buyers of scales with and without labels, and others."""
    deals = ["Deal ID,Company,Stage,Status,Created,Closed,Value,Currency"]
    lines = ["Deal ID,Product,Quantity,Value,Currency"]
    for n in range(pairs + alone + others):
        deals.append(f"{n},=Company {n},Offer,won,2026-01-05,2026-02-05,1000,GBP")
        for product in ["Scales"] * (n < pairs + alone) + ["Labels"] * (n < pairs):
            lines.append(f"{n},{product},1,500,GBP")
        if n >= pairs + alone:
            lines.append(f"{n},Hooks,1,500,GBP")
    return "\n".join(deals), "\n".join(lines)


def test_referrals_that_cannot_be_are_counted_apart(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = book(tmp_path, deals=DEALS, contracts=CONTRACTS)
    code, out, err = run(capsys, "referrals", "--book", made)
    assert (code, err) == (0, "")
    assert "by the customer itself: 1, by somebody not on the list: 1" in out
    assert "by each other on the same day: 2" in out
    assert "1 of 6 customers came through another customer; 1 left" in out
    assert "Small numbers" in out


def test_a_book_without_contracts_says_what_to_note(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = book(tmp_path, deals=DEALS)
    code, out, _ = run(capsys, "referrals", "--book", made)
    assert code == 0 and "Fill in “referred by”" in out
    code, out, _ = run(capsys, "feedback", "--book", made, "--language", "pl")
    assert code == 0 and "nie ma odpowiedzi klientów" in out
    code, out, _ = run(capsys, "next-offers", "--book", made)
    assert code == 0 and "have no products" in out


def test_scores_outside_the_scale_and_in_words_are_counted_apart(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = book(tmp_path, deals=DEALS, feedback=FEEDBACK)
    code, out, err = run(capsys, "feedback", "--book", made)
    assert (code, err) == (0, "")
    assert "a score outside 0 to 10: 1, answered without a readable score: 1" in out
    assert "Net promoter score −33" in out and "Few answers" in out
    assert "Second line of help (20 January 2026): remarks about it 1, customers told 0." in out
    assert (
        "Tell customers what you changed because of their remark (1 customer), first: Company 5"
        in out
    )


def test_offers_go_to_a_list_that_a_spreadsheet_does_not_compute(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    deals, lines = lines_of(pairs=30, alone=10, others=40)
    made, to = book(tmp_path, deals=deals, lines=lines), tmp_path / "offers.csv"
    to.write_text("mine", encoding="utf-8")
    code, out, _ = run(capsys, "next-offers", "--book", made, "--to", to)
    assert (
        code == 0 and "30 of 40 that have Scales also have Labels; of the 40 without it 0." in out
    )
    rows = list(csv.reader(to.read_text("utf-8-sig").splitlines()))
    assert rows[0][:3] == ["Customer", "Segment", "Could buy"] and len(rows) == 11
    assert {row[0][:10] for row in rows[1:]} == {"'=Company "}
    assert "kept as" in out and len(list(tmp_path.glob("offers*"))) == 2


@pytest.mark.parametrize("command", ["referrals", "feedback", "next-offers"])
def test_what_is_no_book_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    code, out, err = run(capsys, command, "--book", tmp_path / "nothing")
    assert code != 0 and out == "" and err.count("\n") == 1 and "deal book" in err
    made = book(tmp_path, deals=DEALS)
    code, _, err = run(capsys, command, "--book", made, "--as-of", "yesterday")
    assert code != 0 and "yesterday" in err and err.count("\n") == 1


def test_at_an_earlier_day_only_what_was_known_counts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = book(tmp_path, deals=DEALS, feedback=FEEDBACK, contracts=CONTRACTS)
    code, out, _ = run(capsys, "feedback", "--book", made, "--as-of", "2026-01-10")
    assert code == 0 and "Second line" not in out and "from 1 answer" in out
