"""A run of a batch: what is made, what is left as it is, and what it ends with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from batch_notebooks import write_notebook

from salestoolkit.errors import ReportError
from salestoolkit.reports.batch import executors
from salestoolkit.reports.batch.batch_file import read_batch
from salestoolkit.reports.batch.executors import make_with
from salestoolkit.reports.batch.orders import Order, make_report
from salestoolkit.reports.batch.planned import Made, PlannedReport
from salestoolkit.reports.batch.run import BatchResult, run_batch

NOW = datetime(2026, 11, 2, 7, tzinfo=UTC)


class Here(Executor):
    """Makes what it is asked for at once, and counts how much is asked for at a time."""

    def __init__(self) -> None:
        self.open = self.most = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keys of what was made, in the order made; nothing is really run. Notebook ``bad.ipynb`` fails."""
    keys: list[str] = []

    def make(order: Order) -> Made:
        keys.append(order.key)
        if order.notebook.name == "bad.ipynb":
            return Made(key=order.key, error=ReportError("page_kernel_lost"), partial=b"{}")
        record = {"title": order.label, "language": order.language, "notice": order.notice}
        return Made(key=order.key, files={"html": order.notice.encode() or b"page"}, record=record)

    monkeypatch.setattr(executors, "make_report", make)
    return keys


@pytest.fixture
def batch(team_book: Path, tmp_path: Path) -> Iterator[Path]:
    """One own notebook per team, and another for all."""
    shutil.copytree(team_book, tmp_path / "book")
    for name in ("teams", "all"):
        write_notebook(tmp_path / f"{name}.ipynb")
    (tmp_path / "batch.toml").write_text(
        'book = "book"\nto = "out"\n[[report]]\nnotebook = "teams.ipynb"\nper = "team"\n'
        '[[report]]\nnotebook = "all.ipynb"\n',
        encoding="utf-8",
    )
    return tmp_path / "batch.toml"


def run(batch: Path, **options: Any) -> BatchResult:
    return run_batch(read_batch(batch), executor=Here(), started=NOW, **options)


def test_a_second_run_makes_nothing(batch: Path, made: list[str]) -> None:
    first = run(batch)
    assert (first.made, first.unchanged, first.exit_code, len(made)) == (4, 0, 0, 4)
    second = run(batch)
    assert (second.made, second.unchanged, second.exit_code, len(made)) == (0, 4, 0, 4)
    assert second.manifest == first.manifest


def test_only_what_a_change_touches_is_made_again(batch: Path, made: list[str]) -> None:
    run(batch)
    made.clear()
    notebook = batch.parent / "all.ipynb"
    notebook.write_text(notebook.read_text() + "\n")
    result = run(batch)
    assert made == ["all_en"] and (result.made, result.unchanged) == (1, 3)


def test_force_makes_all_and_only_makes_those_that_fit(batch: Path, made: list[str]) -> None:
    run(batch)
    made.clear()
    assert run(batch, force=True).made == 4
    made.clear()
    result = run(batch, only=["*poludnie*"], force=True)
    assert result.made == 1 and "poludnie" in made[0]
    with pytest.raises(ReportError) as caught:
        run(batch, only=["*west*"])
    assert caught.value.code == "batch_only_nothing"


def test_only_leaves_the_other_reports_in_the_run(batch: Path, made: list[str]) -> None:
    run(batch)
    result = run(batch, only=["all*"], force=True)
    assert result.manifest is not None
    assert len(list(result.manifest.parent.glob("teams*.html"))) == 3


def test_a_failing_report_leaves_the_others(batch: Path, made: list[str]) -> None:
    write_notebook(batch.parent / "bad.ipynb")
    with batch.open("a", encoding="utf-8") as file:
        file.write('[[report]]\nnotebook = "bad.ipynb"\n')
    result = run(batch)
    assert (result.made, len(result.failed), result.exit_code) == (4, 1, 1)
    made.clear()
    again = run(batch)
    assert made == ["bad_en"], "what failed is tried again, and nothing else"
    assert (again.exit_code, again.unchanged) == (1, 4)


def test_where_all_fail_nothing_could_run(batch: Path, made: list[str]) -> None:
    write_notebook(batch.parent / "bad.ipynb")
    batch.write_text('to = "out"\n[[report]]\nnotebook = "bad.ipynb"\n', encoding="utf-8")
    assert run(batch).exit_code == 2


def test_an_old_export_puts_a_notice_on_every_page_and_makes_them_again(
    batch: Path, made: list[str]
) -> None:
    run(batch)
    made.clear()
    text = batch.read_text(encoding="utf-8")
    batch.write_text(f"{text}[freshness]\ndays = 1\n", encoding="utf-8")
    result = run(batch)
    assert len(made) == 4 and len(result.notices) == 1
    assert all(one.notice == result.notices[0] for one in result.plan)
    batch.write_text(f'{text}[freshness]\ndays = 1\nthen = "stop"\n', encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        run(batch)
    assert caught.value.code == "export_too_old" and len(made) == 4


def test_what_was_made_before_an_interruption_is_not_made_again(
    batch: Path, made: list[str]
) -> None:
    told: list[str] = []

    def stop(report: PlannedReport, _: Made) -> None:
        told.append(report.key)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(batch, on_made=stop)
    made.clear()
    result = run(batch)
    assert (result.made, result.unchanged) == (2, 2)
    assert set(told).isdisjoint(made) and len(made) == 2


def test_orders_are_handed_out_a_few_at_a_time(made: list[str]) -> None:
    executor = Here()
    orders = [
        Order(key=str(n), notebook=Path("x.ipynb"), kind=None, label="", language="en")
        for n in range(50)
    ]
    for _ in make_with(executor, orders, at_once=4):
        executor.open -= 1
    assert executor.most <= 4 and len(made) == 50


def test_a_report_lost_with_its_worker_is_made_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def make(order: Order) -> Made:
        tried.append(order.key)
        if order.key == "always" or (tried.count(order.key) == 1 and order.key == "once"):
            raise OSError("the worker is gone")
        return Made(key=order.key)

    monkeypatch.setattr(executors, "make_report", make)
    orders = [
        Order(key=key, notebook=Path("x.ipynb"), kind=None, label="", language="en")
        for key in ("well", "once", "always")
    ]
    found = {one.key: one for one in make_with(Here(), orders, at_once=2)}
    assert (found["well"].tries, found["once"].tries) == (1, 2)
    assert found["always"].error is not None and found["always"].error.code == "report_worker_lost"


def test_a_book_that_is_not_on_this_machine_is_one_sentence(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "own.ipynb")
    order = Order(
        key="k",
        notebook=notebook,
        kind=None,
        label="",
        language="en",
        parameters={"book": str(tmp_path / "elsewhere")},
    )
    error = make_report(order).error
    assert error is not None and error.code == "not_a_book"
