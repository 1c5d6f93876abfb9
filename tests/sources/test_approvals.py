"""The log of discounts is only ever added to; what cannot be read is set apart and counted."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.approvals import Approval
from salestoolkit.errors import BookError, ImportFailed
from salestoolkit.sources.approvals import HEADER, add_approval, read_approvals, share_written

HEAD = ",".join(HEADER) + "\n"
NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=12
)


def approval(**values: Any) -> Approval:
    known: dict[str, Any] = {
        "day": date(2026, 11, 26),
        "deal": "Młyn, Rozmarynowy",
        "asked_by": "Anna",
        "granted_by": "Flora",
        "discount": Decimal("0.085"),
        "in_return": "Umowa na 2 lata",
    }
    return Approval(**{**known, **values})


def test_a_log_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read_approvals(tmp_path / "log.csv").approvals == ()


def test_what_was_noted_is_read_back_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "team" / "log.csv"
    first, second = approval(), approval(deal="Latarenka", in_return="")
    add_approval(file, first)
    before = file.read_bytes()
    add_approval(file, second)
    assert file.read_bytes().startswith(before)
    assert read_approvals(file).approvals == (first, second)


@given(deal=NAMES, in_return=NAMES, discount=st.decimals("0.0001", "1", places=4))
def test_any_text_is_read_back_as_it_was_written(
    deal: str, in_return: str, discount: Decimal, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("log") / "log.csv"
    one = approval(deal=deal, in_return=in_return, discount=discount)
    add_approval(file, one)
    (found,) = read_approvals(file).approvals
    assert (found.discount, found.day) == (one.discount, one.day)
    # an apostrophe before a formula is ours, so one of somebody's own is lost there
    if not deal.startswith("'") and not in_return.startswith("'"):
        assert (found.deal, found.in_return) == (deal, in_return)


def test_a_cell_that_a_spreadsheet_would_compute_is_disarmed(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    add_approval(file, approval(deal='=HYPERLINK("http://x")'))
    add_approval(file, approval(deal="=1+1"))
    assert "\n2026-11-26,'=1+1" in file.read_text(encoding="utf-8-sig")
    assert read_approvals(file).approvals[1].deal == "=1+1"


def test_rows_that_cannot_be_read_are_set_apart_with_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    rows = [
        "2026-11-26,Mill,Ann,Flora,10%,Two years",
        "26.11.2026,Mill,Ann,Flora,10%,",
        "2026-11-26,Mill,Ann,Flora,ten,",
        "2026-11-26,Mill,Ann,Flora,12,",
        "2026-11-26,,Ann,Flora,10%,",
        "2026-11-26,Mill",
        "",
        "2026-11-26,Mill,Ann,Flora,0.05",
    ]
    file.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    found = read_approvals(file)
    assert [one.discount for one in found.approvals] == [Decimal("0.1"), Decimal("0.05")]
    assert [(one.line, one.reason) for one in found.bad] == [
        (3, "day"),
        (4, "discount"),
        (5, "discount"),
        (6, "missing"),
        (7, "columns"),
    ]


def test_a_line_without_its_end_is_ended_before_the_next(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    add_approval(file, approval())
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    add_approval(file, approval(deal="Latarenka"))
    assert len(read_approvals(file).approvals) == 2


def test_a_file_that_a_spreadsheet_saved_its_own_way_keeps_all_rows_and_a_copy(
    tmp_path: Path,
) -> None:
    file = tmp_path / "log.csv"
    saved = HEAD.replace(",", ";") + "2026-11-26;Młyn;Żaneta;Flora;8,5%;\nkaput;;\n"
    file.write_bytes(saved.encode("cp1250"))
    copy = add_approval(file, approval())
    assert copy is not None and copy.read_bytes() == saved.encode("cp1250")
    found = read_approvals(file)
    assert [one.deal for one in found.approvals] == ["Młyn", "Młyn, Rozmarynowy"]
    assert found.approvals[0].discount == Decimal("0.085")
    assert len(found.bad) == 1


def test_another_file_is_refused_and_left(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text("id,value\n1,2\n", encoding="utf-8")
    for act in (lambda: read_approvals(file), lambda: add_approval(file, approval())):
        with pytest.raises(BookError) as caught:
            act()
        assert caught.value.code == "approval_header"
    assert file.read_text(encoding="utf-8") == "id,value\n1,2\n"


def test_a_full_disk_leaves_the_log_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "log.csv"
    add_approval(file, approval())
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ImportFailed) as caught:
        add_approval(file, approval())
    assert caught.value.code == "cannot_write"
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "share"),
    [("10%", "0.1"), ("8,5 %", "0.085"), ("0,1", "0.1"), ("1", "1"), ("12", None), ("x", None)],
)
def test_a_share_is_a_percentage_or_a_fraction(text: str, share: str | None) -> None:
    assert share_written(text) == (None if share is None else Decimal(share))
