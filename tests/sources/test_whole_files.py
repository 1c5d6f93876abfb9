from __future__ import annotations

import os
import shutil
from functools import partial
from pathlib import Path

import pytest

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.whole_files import (
    copy_folder,
    keep_copy,
    saying_what_cannot_be_written,
    write_keeping,
    write_whole,
)


def test_what_stood_there_is_copied_once_for_each_state(tmp_path: Path) -> None:
    file = tmp_path / "new" / "map.svg"
    assert write_keeping(file, b"a") is None
    assert write_keeping(file, b"a") is None
    assert write_keeping(file, b"b") == file.with_name("map.before-1.svg")
    assert write_keeping(file, b"a") == file.with_name("map.before-2.svg")
    assert write_keeping(file, b"c") == file.with_name("map.before-1.svg")
    kept = {path.name: path.read_bytes() for path in file.parent.iterdir()}
    assert kept == {"map.svg": b"c", "map.before-1.svg": b"a", "map.before-2.svg": b"b"}


def test_a_copy_never_replaces_what_has_its_name(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(b"mine")
    (tmp_path / "a.before-1.toml").write_bytes(b"other")
    (tmp_path / "a.before-2.toml").mkdir()
    assert keep_copy(file).name == "a.before-3.toml"
    assert (tmp_path / "a.before-1.toml").read_bytes() == b"other"


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="path_is_folder"):
        write_keeping(tmp_path, b"a")
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ImportFailed, match="cannot_write"):
        write_keeping(file, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.toml"]
    assert file.read_bytes() == b"old"


def test_two_programs_that_write_one_file_leave_one_of_the_two_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, sync = tmp_path / "a.toml", os.fsync

    def meanwhile(handle: int) -> None:
        with monkeypatch.context() as other:
            other.setattr(os, "getpid", lambda: 1)
            other.setattr(os, "fsync", sync)
            write_whole(file, b"theirs")
        sync(handle)

    with monkeypatch.context() as ours:
        ours.setattr(os, "fsync", meanwhile)
        write_whole(file, b"ours")
    assert file.read_bytes() == b"ours"
    assert [path.name for path in tmp_path.iterdir()] == ["a.toml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    real, link = tmp_path / "team" / "a.toml", tmp_path / "a.toml"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_only_the_named_faults_become_ours() -> None:
    with (
        pytest.raises(ImportFailed, match="cannot_write"),
        saying_what_cannot_be_written(Path("x"), also=(KeyError,)),
    ):
        raise KeyError("x")
    with pytest.raises(KeyError), saying_what_cannot_be_written(Path("x")):
        raise KeyError("x")


def test_a_folder_is_copied_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, copy = tmp_path / "book", tmp_path / "team" / "book"
    book.mkdir()
    for name in ("deals", "log"):
        (book / name).write_text(name)

    def stopped(source: str, to: str, **options: object) -> None:
        if source.endswith("log"):
            raise KeyboardInterrupt
        Path(to).write_text("half")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copytree", partial(shutil.copytree, copy_function=stopped))
        with pytest.raises(KeyboardInterrupt):
            copy_folder(book, copy)
    assert list(copy.parent.iterdir()) == []
    copy_folder(book, copy)
    assert sorted(path.name for path in copy.iterdir()) == ["deals", "log"]
