"""Processes of this machine that make reports: they end with the one that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.orders import Order, make_report
from salestoolkit.reports.batch.planned import Made

TRIES = 2
SLACK_SECONDS = 300.0
"""Starting, opening the book, publishing: what a report takes beside its cells."""
END_SECONDS = 5.0
ORPHANED = 9
"""Exit code of a worker whose parent is gone."""


@dataclass
class _Worker:
    """A process with its pipe, what it is making, which try that is, and when it is given up."""

    process: SpawnProcess
    pipe: Connection
    order: Order
    tries: int
    until: float

    def answer(self) -> Made | None:
        """What it made; None where it died, or hangs."""
        try:
            if self.pipe.poll():
                made: Made = self.pipe.recv()
                return replace(made, tries=made.tries + self.tries - 1)
        except (EOFError, OSError):
            pass
        self.process.kill()
        return None


def make_here(orders: Iterable[Order], *, workers: int) -> Generator[Made, None, None]:
    """What became of each order, as it is done by processes of this machine.

    Each process has a pipe of its own, so that it is known which report one was making that dies or
    hangs: that one is made once more, in a new process, and no other is touched.
    """
    left = iter(orders)
    again: list[tuple[Order, int]] = []
    busy: list[_Worker] = []
    idle: list[tuple[SpawnProcess, Connection]] = []
    try:
        while True:
            while len(busy) < workers and (todo := _next(again, left)) is not None:
                busy.append(_begun(idle, *todo))
            if not busy:
                return
            for worker in _ready(busy):
                busy.remove(worker)
                made = worker.answer()
                if made is not None:
                    idle.append((worker.process, worker.pipe))
                    yield made
                elif worker.tries < TRIES:
                    again.append((worker.order, worker.tries + 1))
                else:
                    error = ReportError("report_worker_lost")
                    yield Made(key=worker.order.key, error=error, tries=worker.tries)
    finally:
        for worker in busy:
            worker.process.terminate()
        _end([*idle, *((worker.process, worker.pipe) for worker in busy)])


def serve(pipe: Connection) -> None:
    """Be a worker: make what is asked for until the pipe closes or the parent is gone."""
    # Ctrl+C is the parent's to answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from salestoolkit.reports.batch.worker import this_worker

    try:
        while True:
            pipe.send(make_report(pipe.recv()))
    except (EOFError, OSError):
        this_worker().close()


def _next(again: list[tuple[Order, int]], left: Iterator[Order]) -> tuple[Order, int] | None:
    if again:
        return again.pop(0)
    order = next(left, None)
    return None if order is None else (order, 1)


def _process() -> tuple[SpawnProcess, Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,), daemon=True)
    with _ctrl_c_later():
        process.start()
    theirs.close()
    return process, ours


@contextmanager
def _ctrl_c_later() -> Iterator[None]:
    """Let a process that starts see no Ctrl+C before it knows that it is not its own to answer."""
    if sys.platform == "win32":
        yield
        return
    # starting with the first process, it would let Ctrl+C in again
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begun(idle: list[tuple[SpawnProcess, Connection]], order: Order, tries: int) -> _Worker:
    """An order handed to a process that waits for one, else to a new one."""
    until = time.monotonic() + TRIES * order.report_seconds + SLACK_SECONDS
    while idle:
        process, pipe = idle.pop()
        try:
            pipe.send(order)
            return _Worker(process, pipe, order, tries, until)
        except OSError:
            # it has died since its last report
            process.kill()
            pipe.close()
    process, pipe = _process()
    # one that dies at once is seen as one that dies at its work
    with suppress(OSError):
        pipe.send(order)
    return _Worker(process, pipe, order, tries, until)


def _ready(busy: list[_Worker]) -> list[_Worker]:
    """Those that have answered, died, or been waited for too long."""
    soonest = min(worker.until for worker in busy)
    found = wait([worker.pipe for worker in busy], max(0.0, soonest - time.monotonic()))
    now = time.monotonic()
    return [worker for worker in busy if worker.pipe in found or worker.until <= now]


def _end(workers: list[tuple[SpawnProcess, Connection]]) -> None:
    """Close the pipes: a worker that is idle sees that, ends its kernels, and itself."""
    for _, pipe in workers:
        pipe.close()
    for process, _ in workers:
        process.join(END_SECONDS)
        if process.is_alive():
            process.kill()
            process.join()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        # the fork server sees its pipe close, and ends with its kernels
        os._exit(ORPHANED)
