"""Reports made by any executor of ``concurrent.futures``, such as that of a cluster."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import replace
from itertools import islice

from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.orders import Order, make_report
from salestoolkit.reports.batch.planned import Made

TRIES = 2


def make_with(
    executor: Executor, orders: Iterable[Order], *, at_once: int
) -> Generator[Made, None, None]:
    """What became of each order, as it is done; so many are handed out at a time.

    One that is lost with its worker is made once more; whoever started the executor looks after its
    workers.
    """
    left = iter(orders)
    waiting: dict[Future[Made], tuple[Order, int]] = {}
    try:
        while True:
            for order in islice(left, at_once - len(waiting)):
                waiting[executor.submit(make_report, order)] = order, 1
            if not waiting:
                return
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                order, tries = waiting.pop(future)
                if not future.cancelled() and future.exception() is None:
                    made = future.result()
                    yield replace(made, tries=made.tries + tries - 1)
                elif tries < TRIES:
                    waiting[executor.submit(make_report, order)] = order, tries + 1
                else:
                    error = ReportError("report_worker_lost")
                    yield Made(key=order.key, error=error, tries=tries)
    finally:
        for future in waiting:
            future.cancel()
