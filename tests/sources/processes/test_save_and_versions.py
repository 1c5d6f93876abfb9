"""Nothing a person made is lost: a file that is saved again, a version that is published."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import pytest

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.errors import BookError, ImportFailed, InvalidValue
from salestoolkit.sources.processes import (
    dump_processes,
    publish_version,
    read_processes,
    read_version,
    save_processes,
    version_text,
    versions_of,
)

SALE = SalesProcess(name="Sprzedaż", stages=(Stage(key="offer", name="Oferta"),), language="pl")
LONGER = SALE.with_stage(Stage(key="sign", name="Żółta umowa"))
MAY, JUNE = date(2026, 5, 4), date(2026, 6, 8)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "process.toml"
    path.write_text("# ours\n" + dump_processes([SALE]), encoding="utf-8")
    last = datetime(2026, 5, 4, 12).timestamp()
    os.utime(path, (last, last))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_written_with_its_folder_and_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "team" / "process.toml"
    saved = save_processes(path, [SALE])
    assert (saved.path, saved.copy) == (path, None)
    assert names(path.parent) == ["process.toml"]
    assert path.read_text("utf-8").startswith("# Proces sprzedaży")
    save_processes(tmp_path / "english.toml", [SALE], language="en")
    assert (tmp_path / "english.toml").read_text("utf-8").startswith("# The sales process")


def test_the_former_file_is_kept_beside_the_new_one(file: Path) -> None:
    before = file.read_bytes()
    saved = save_processes(file, [LONGER])
    assert saved.copy is not None
    assert saved.copy.name == "process.before-1.toml"
    assert saved.copy.read_bytes() == before
    assert file.read_text("utf-8").startswith("# ours\n")
    assert read_processes(file) == {None: LONGER}


def test_saving_the_same_writes_nothing(file: Path) -> None:
    before = file.stat().st_mtime_ns
    assert save_processes(file, [SALE]).copy is None
    assert file.stat().st_mtime_ns == before
    assert names(file.parent) == ["process.toml"]


def test_each_state_is_kept_once(file: Path) -> None:
    for process in (LONGER, SALE, LONGER, SALE):
        save_processes(file, [process])
    assert names(file.parent) == [
        "process.before-1.toml",
        "process.before-2.toml",
        "process.toml",
    ]


def test_a_broken_file_is_kept_and_written_anew(file: Path) -> None:
    file.write_text('[[process]\nname = "half', encoding="utf-8")
    saved = save_processes(file, [SALE])
    assert saved.copy is not None
    assert saved.copy.read_text("utf-8") == '[[process]\nname = "half'
    assert read_processes(file) == {None: SALE}


def test_what_is_no_text_is_left_alone(file: Path) -> None:
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    with pytest.raises(BookError) as caught:
        save_processes(file, [SALE])
    assert caught.value.code == "process_not_text"
    assert names(file.parent) == ["process.toml"]


def test_a_folder_that_cannot_be_made_is_said(file: Path) -> None:
    with pytest.raises(ImportFailed) as caught:
        save_processes(file / "below.toml", [SALE])
    assert caught.value.code == "cannot_write"


@pytest.mark.parametrize("encoding", ["cp1250", "utf-16", "utf-8-sig", "iso8859-2"])
def test_a_polish_name_in_a_file_of_windows_is_read_and_saved(file: Path, encoding: str) -> None:
    file.write_bytes(dump_processes([LONGER]).replace("\n", "\r\n").encode(encoding))
    assert read_processes(file) == {None: LONGER}
    save_processes(file, [SALE])
    text = file.read_bytes().decode("utf-8")
    assert 'name = "Sprzedaż"\r\n' in text
    assert "\n" not in text.replace("\r\n", "")


def test_a_link_stays_a_link(file: Path) -> None:
    link = file.with_name("link.toml")
    link.symlink_to(file)
    save_processes(link, [LONGER])
    assert link.is_symlink()
    assert read_processes(file) == {None: LONGER}


def test_a_version_notes_who_and_why_and_keeps_the_file(file: Path) -> None:
    done = publish_version(file, author=" Ola ", reason="first map", day=MAY)
    assert done.snapshot.path == file.parent / "versions" / "process-001-2026-05-04.toml"
    assert done.snapshot.path.read_bytes() == file.read_bytes()
    assert file.read_text("utf-8").startswith("# ours\n")
    (process,) = read_processes(file).values()
    assert [(one.date, one.author, one.reason) for one in process.versions] == [
        (MAY, "Ola", "first map")
    ]
    assert process.stages == SALE.stages


def test_nothing_new_is_not_published_again(file: Path) -> None:
    publish_version(file, author="Ola", reason="first", day=MAY)
    before = file.read_bytes()
    with pytest.raises(BookError) as caught:
        publish_version(file, author="Ola", reason="again", day=JUNE)
    assert caught.value.code == "process_unchanged"
    assert file.read_bytes() == before
    assert len(versions_of(file)) == 1
    file.write_text("# a comment more\n" + file.read_text("utf-8"), encoding="utf-8")
    with pytest.raises(BookError):
        publish_version(file, author="Ola", reason="again", day=JUNE)


def test_versions_are_found_by_number_and_by_the_day_they_held(file: Path) -> None:
    publish_version(file, author="Ola", reason="first", day=MAY)
    first = file.read_text("utf-8")
    (process,) = read_processes(file).values()
    save_processes(file, [process.with_stage(LONGER.stages[1])])
    publish_version(file, author="Jan", reason="contract", day=JUNE)
    assert [(one.number, one.date) for one in versions_of(file)] == [(1, MAY), (2, JUNE)]
    assert version_text(file, 1) == version_text(file, date(2026, 6, 7)) == first
    assert version_text(file, date(2026, 7, 1)) == file.read_text("utf-8")
    for missing in (3, date(2026, 5, 3)):
        with pytest.raises(InvalidValue) as caught:
            version_text(file, missing)
        assert caught.value.code == "process_no_version"
        assert caught.value.fields["allowed"] == "1 (2026-05-04), 2 (2026-06-08)"
    assert len(read_version(f"{file}@1")[None].stages) == 1
    assert len(read_version(f"{file}@2026-06-08")[None].stages) == 2
    assert read_version(str(file)) == read_processes(file)
    with pytest.raises(InvalidValue) as caught:
        read_version(f"{file}@first")
    assert caught.value.code == "process_version_name"


@pytest.mark.parametrize(
    ("author", "reason", "day", "code"),
    [
        (" ", "why", JUNE, "process_version_blank"),
        ("Ola", "", JUNE, "process_version_blank"),
        ("Ola", "why", date(2026, 5, 3), "process_version_order"),
    ],
)
def test_a_version_without_author_reason_or_order_is_refused(
    file: Path, author: str, reason: str, day: date, code: str
) -> None:
    publish_version(file, author="Ola", reason="first", day=MAY)
    (process,) = read_processes(file).values()
    save_processes(file, [process.with_stage(LONGER.stages[1])])
    before = file.read_bytes()
    with pytest.raises(InvalidValue) as caught:
        publish_version(file, author=author, reason=reason, day=day)
    assert caught.value.code == code
    assert file.read_bytes() == before
    assert len(versions_of(file)) == 1


def test_only_the_process_that_changed_gets_the_version(tmp_path: Path) -> None:
    file = tmp_path / "process.toml"
    buyer = SalesProcess(name="Buyer", pipeline="buyer", stages=())
    save_processes(file, [SALE, buyer])
    assert publish_version(file, author="Ola", reason="a", day=MAY).pipelines == (None, "buyer")
    first = read_processes(file)
    save_processes(file, [first[None].with_stages(LONGER.stages), first["buyer"]])
    done = publish_version(file, author="Ola", reason="b", day=MAY)
    assert (done.pipelines, done.snapshot.number) == ((None,), 2)
    assert [len(one.versions) for one in read_processes(file).values()] == [2, 1]
    save_processes(file, [read_processes(file)[None]])
    done = publish_version(file, author="Ola", reason="the buyer's went", day=MAY)
    assert (done.pipelines, done.snapshot.number) == ((None,), 3)


def test_a_version_that_was_never_finished_does_not_count(file: Path) -> None:
    folder = file.parent / "versions"
    folder.mkdir()
    orphan = folder / "process-001-2026-05-04.toml"
    orphan.write_text(dump_processes([SALE]), encoding="utf-8")
    done = publish_version(file, author="Ola", reason="first", day=MAY)
    assert done.snapshot.number == 2


def test_versions_of_two_files_in_one_folder_are_told_apart(file: Path) -> None:
    other = file.with_name("process-b.toml")
    save_processes(other, [LONGER])
    publish_version(file, author="Ola", reason="a", day=MAY)
    publish_version(other, author="Ola", reason="b", day=MAY)
    assert len(versions_of(file)) == len(versions_of(other)) == 1


def test_a_file_without_a_process_has_nothing_to_publish(tmp_path: Path) -> None:
    file = tmp_path / "process.toml"
    file.write_text("# nothing yet\n")
    with pytest.raises(BookError) as caught:
        publish_version(file, author="Ola", reason="a", day=MAY)
    assert caught.value.code == "process_none"
