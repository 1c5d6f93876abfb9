"""The folder for pages: whole files, and a copy of what was somebody else's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from salestoolkit.errors import ReportError
from salestoolkit.reports import output
from salestoolkit.reports.output import LEDGER, OutputFolder


def pages(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != LEDGER}


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    written = OutputFolder(tmp_path / "a" / "b").write("page.html", b"one")
    assert written.path == tmp_path / "a" / "b" / "page.html"
    assert written.path.read_bytes() == b"one"
    assert written.copy is None


def test_our_own_page_is_replaced_without_a_copy(tmp_path: Path) -> None:
    for content in (b"one", b"two", b"three", b"three"):
        assert OutputFolder(tmp_path).write("page.html", content).copy is None
    assert pages(tmp_path) == {"page.html": b"three"}


def test_a_page_that_a_person_edited_is_kept_as_a_copy(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    folder.write("page.html", b"ours")
    for edited in (b"with a remark", b"with another"):
        (tmp_path / "page.html").write_bytes(edited)
        folder.write("page.html", b"ours again")
    assert pages(tmp_path) == {
        "page.html": b"ours again",
        "page.before-1.html": b"with a remark",
        "page.before-2.html": b"with another",
    }


def test_a_file_that_was_there_before_us_is_kept_as_a_copy(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"theirs")
    written = OutputFolder(tmp_path).write("page.html", b"ours")
    assert written.copy == tmp_path / "page.before-1.html"
    assert pages(tmp_path) == {"page.html": b"ours", "page.before-1.html": b"theirs"}


def test_a_broken_ledger_only_costs_a_copy(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    folder.write("page.html", b"one")
    (tmp_path / LEDGER).write_text("[{")
    assert folder.write("page.html", b"two").copy == tmp_path / "page.before-1.html"


def test_an_interruption_leaves_the_old_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = OutputFolder(tmp_path)
    folder.write("page.html", b"old")
    whole = output.write_whole

    def full_disk(path: Path, content: bytes) -> None:
        if path.name == "page.html":
            raise OSError(28, "No space left on device")
        whole(path, content)

    monkeypatch.setattr(output, "write_whole", full_disk)
    with pytest.raises(ReportError) as caught:
        folder.write("page.html", b"new")
    assert caught.value.code == "output_not_writable"
    assert caught.value.fields["reason"] == "No space left on device"
    monkeypatch.undo()
    assert pages(tmp_path) == {"page.html": b"old"}
    assert folder.write("page.html", b"new").copy is None


def test_a_file_in_place_of_the_folder_is_refused_before_any_work(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("mine")
    with pytest.raises(ReportError) as caught:
        OutputFolder(place)
    assert caught.value.code == "output_is_file"
    assert place.read_text() == "mine"


def test_a_folder_under_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ReportError) as caught:
        OutputFolder(tmp_path / "file" / "pages")
    assert caught.value.code == "output_not_writable"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ReportError) as caught:
            OutputFolder(tmp_path)
    finally:
        tmp_path.chmod(0o700)
    assert caught.value.code == "output_not_writable"


def test_a_folder_where_the_page_should_lie_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "page.html").mkdir()
    with pytest.raises(ReportError) as caught:
        OutputFolder(tmp_path).write("page.html", b"ours")
    assert caught.value.code == "output_is_folder"
    assert (tmp_path / "page.html").is_dir()
