"""A folder for each recipient, whole at any moment, with nothing of anybody else in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from batch_runs import MONDAY, WEEK, planned, run_once

from salestoolkit.core.run_retention import Keep
from salestoolkit.reports.delivery import recipient_folders
from salestoolkit.reports.delivery.attempts import NotDelivered
from salestoolkit.reports.delivery.deliver import Delivered, Run, deliver
from salestoolkit.reports.delivery.delivery_file import Delivery, Persistence
from salestoolkit.reports.delivery.recipient_folders import RecipientFolders
from salestoolkit.reports.delivery.recipients_file import read_recipients
from salestoolkit.reports.delivery.sharing import share_out

MakeRun = Callable[..., Run]


@pytest.fixture
def put(tmp_path: Path, recipients: Path) -> Callable[[Run], Delivered]:
    def put_run(run: Run) -> Delivered:
        delivery = Delivery(
            folder=tmp_path,
            recipients=read_recipients(recipients),
            to=tmp_path / "for",
            persistence=Persistence(retries=0),
        )
        return deliver(delivery, run.path, clock=run.clock)

    return put_run


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.html"))


def test_each_recipient_gets_their_own_pages_and_an_index_of_them(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path
) -> None:
    run = batch_run()
    assert put(run).well
    poppy = tmp_path / "for" / "poppy-thimblewick"
    dated = run.manifest.run
    assert names(poppy) == [
        f"{dated}/Poppy Thimblewick.html",
        f"{dated}/north_en.html",
        "index.html",
    ]
    index = (poppy / "index.html").read_text(encoding="utf-8")
    assert f'href="{dated}/north_en.html"' in index
    assert "Poppy%20Thimblewick.html" in index


def test_an_index_says_nothing_of_pages_that_are_somebody_elses(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path
) -> None:
    put(batch_run())
    index = (tmp_path / "for" / "poppy-thimblewick" / "index.html").read_text(encoding="utf-8")
    assert "Rowan" not in index and "South" not in index and "Monday" not in index
    anna = (tmp_path / "for" / "anna" / "index.html").read_text(encoding="utf-8")
    assert 'lang="pl"' in anna and "Rowan" in anna and "north_pl.html" in anna


@pytest.mark.slow
def test_pages_are_copies_that_somebody_may_write_in(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path
) -> None:
    run = batch_run()
    put(run)
    for who in ("anna", "poppy-thimblewick"):
        for page in (tmp_path / "for" / who / run.manifest.run).glob("*.html"):
            assert not page.samefile(run.folder / page.name)
            assert page.stat().st_nlink == 1


@pytest.mark.slow
def test_whoever_has_nothing_new_keeps_what_they_have(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path
) -> None:
    first = batch_run()
    put(first)
    # only the pages of North are new, and Rowan's are not among Poppy's
    (tmp_path / "recipients.toml").open("a", encoding="utf-8").write(
        '\n[[recipient]]\nname = "South"\npages = [{ team = "South" }]\n'
    )
    put(first)
    second = batch_run("2", started=MONDAY + WEEK)
    put(second)
    assert (tmp_path / "for" / "poppy-thimblewick" / second.manifest.run).is_dir()
    assert not (tmp_path / "for" / "south" / second.manifest.run).exists()
    assert (tmp_path / "for" / "south" / first.manifest.run / "south.html").is_file()


@pytest.mark.slow
def test_until_the_new_index_is_there_the_old_one_leads_to_all_its_pages(
    batch_run: MakeRun,
    put: Callable[[Run], Delivered],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = batch_run()
    put(first)
    poppy = tmp_path / "for" / "poppy-thimblewick"
    before = (poppy / "index.html").read_bytes()

    def stopped(path: Path, content: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(recipient_folders, "write_whole", stopped)
    second = batch_run("2", started=MONDAY + WEEK)
    with pytest.raises(KeyboardInterrupt):
        put(second)
    assert (poppy / "index.html").read_bytes() == before
    assert (poppy / first.manifest.run / "north_en.html").is_file()
    monkeypatch.undo()
    assert put(second).well
    assert second.manifest.run.encode() in (poppy / "index.html").read_bytes()


@pytest.mark.slow
def test_a_folder_that_somebody_removed_is_put_again(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path
) -> None:
    run = batch_run()
    put(run)
    shutil.rmtree(tmp_path / "for" / "anna")
    put(run)
    assert (tmp_path / "for" / "anna" / "index.html").is_file()


@pytest.mark.slow
def test_a_page_that_somebody_changed_in_the_run_is_not_delivered(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path
) -> None:
    run = batch_run()
    (run.folder / "north_en.html").write_text("something else")
    done = put(run)
    failed = [one for one in done.outcomes if one.error is not None]
    assert [one.errand.label for one in failed] == ["Poppy Thimblewick"]
    assert isinstance(failed[0].error, NotDelivered)
    assert failed[0].error.code == "page_changed"
    assert not (tmp_path / "for" / "poppy-thimblewick" / "index.html").exists()


@pytest.mark.slow
def test_pages_go_with_the_run_of_the_batch_but_the_last_ones_of_a_recipient_stay(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path
) -> None:
    runs = []
    for week in range(3):
        run = batch_run(str(week), started=MONDAY + week * WEEK, keep=Keep(runs=1))
        put(run)
        runs.append(run.manifest.run)
    dated = sorted(path.name for path in (tmp_path / "for" / "anna").iterdir() if path.is_dir())
    assert dated == runs[-1:]
    # somebody whose pages show nothing new for months keeps those, also when their run is gone
    shutil.rmtree(run.folder)
    RecipientFolders(folder=tmp_path / "for", runs=run.folder.parent).remove_old(["anna"])
    assert (tmp_path / "for" / "anna" / runs[-1]).is_dir()


@pytest.mark.slow
def test_of_somebody_who_left_all_pages_go_in_time_and_then_the_folder(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path, recipients: Path
) -> None:
    put(batch_run("1", keep=Keep(runs=2)))
    text = recipients.read_text(encoding="utf-8")
    recipients.write_text(text[text.index('[[recipient]]\nname = "Anna') :], encoding="utf-8")
    poppy = tmp_path / "for" / "poppy-thimblewick"
    put(batch_run("2", started=MONDAY + WEEK, keep=Keep(runs=2)))
    assert (poppy / "index.html").is_file()
    put(batch_run("3", started=MONDAY + 2 * WEEK, keep=Keep(runs=2)))
    assert not poppy.exists()
    assert (tmp_path / "for" / "anna" / "index.html").is_file()


@pytest.mark.slow
def test_nothing_is_removed_that_is_not_ours(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path
) -> None:
    theirs = tmp_path / "for" / "holiday-plan" / "2025-01-01T000000"
    theirs.mkdir(parents=True)
    (theirs / "plan.txt").write_text("mine")
    put(batch_run())
    assert (theirs / "plan.txt").read_text() == "mine"


@pytest.mark.slow
def test_a_closed_folder_is_one_sentence_and_leaves_the_others(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path
) -> None:
    (tmp_path / "for").mkdir()
    (tmp_path / "for" / "anna").write_text("a file in the way")
    done = put(batch_run())
    codes = {one.errand.label: one.error.code for one in done.outcomes if one.error is not None}
    assert codes == {"Anna Żółć": "folder_not_written"}
    assert (tmp_path / "for" / "poppy-thimblewick" / "index.html").is_file()


def test_where_nobody_has_a_page_no_folder_is_missed(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path, recipients: Path
) -> None:
    recipients.write_text('[[recipient]]\nname = "E"\npages = [{ team = "East" }]\n')
    assert put(batch_run()).well
    assert not (tmp_path / "for").exists()


@pytest.mark.slow
def test_the_pages_of_another_batch_are_neither_replaced_nor_removed(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path
) -> None:
    put(batch_run())
    before = sorted((tmp_path / "for").rglob("*"))
    other = tmp_path / "another"
    other.mkdir()
    run_once(other / "out", [planned("north_en", values={"team": "North"})])
    done = put(Run.at(other / "out" / "latest" / "manifest.json"))
    codes = [one.error.code for one in done.outcomes if one.error is not None]
    assert codes == ["folder_of_another"] * 2
    assert sorted((tmp_path / "for").rglob("*")) == before


@pytest.mark.slow
def test_a_batch_knows_its_pages_again_when_all_is_moved_together(
    batch_run: MakeRun, put: Callable[[Run], Delivered], tmp_path: Path
) -> None:
    moved = tmp_path / "moved"
    put(batch_run())
    moved.mkdir()
    for name in ("for", "out"):
        (tmp_path / name).rename(moved / name)
    run = Run.at(moved / "out" / "latest" / "manifest.json")
    folders = RecipientFolders(folder=moved / "for", runs=run.folder.parent)
    shares = share_out(run.manifest.reports, read_recipients(tmp_path / "recipients.toml"))
    for errand in folders.errands(shares, run.manifest, run.folder):
        errand.go()
    assert (moved / "for" / "anna" / f"{run.manifest.run}-2").is_dir()
