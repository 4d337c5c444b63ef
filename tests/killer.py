"""Kills a child process at a system call: it is traced, and stops where a call goes into the kernel and comes out."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

_TRACE_ME, _NEXT_CALL, _SET_OPTIONS = 0, 24, 0x4200
#: Stops at calls are told from other stops, and the child does not outlive the one that traces it.
_OPTIONS = 1 | 1 << 20
_AT_A_CALL = signal.SIGTRAP | 0x80
#: Without tracing a stop is a moment instead: so many seconds for each, about what a traced one takes.
_MOMENT = 20e-6


class Fate(NamedTuple):
    """What became of a child: whether it was killed, after how many stops, and the lines it had sent."""

    killed: bool
    stops: int
    said: list[str]


def run(work: Iterator[str], *, stop_at: int | None = None) -> Fate:
    """Run a generator in a child and kill it at its ``stop_at``-th stop; a system call has two: going in, coming out.

    What the generator does until it first yields is not traced. What it yields after that has left the child, as a
    promise that was made, before it goes on.
    """
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        _be_the_child(work, writes)
    os.close(writes)
    stops, status = (_trace if TRACES else _wait)(child, stop_at)
    with open(reads, encoding="utf-8") as pipe:
        return Fate(os.WIFSIGNALED(status), stops, pipe.read().splitlines())


def _be_the_child(work: Iterator[str], writes: int) -> None:
    try:
        next(work)
        if TRACES:
            _ptrace(_TRACE_ME, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        for said in work:
            os.write(writes, f"{said}\n".encode())
    except BaseException as error:
        os.write(writes, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(0)


def _trace(child: int, stop_at: int | None) -> tuple[int, int]:
    _, status = os.waitpid(child, os.WUNTRACED)
    if os.WIFSTOPPED(status) and _ptrace(_SET_OPTIONS, child, _OPTIONS):
        return 0, _killed(child)
    stops, passed_on = 0, 0
    while os.WIFSTOPPED(status):
        _ptrace(_NEXT_CALL, child, passed_on)
        _, status = os.waitpid(child, 0)
        at_a_call = os.WIFSTOPPED(status) and os.WSTOPSIG(status) == _AT_A_CALL
        passed_on = os.WSTOPSIG(status) if os.WIFSTOPPED(status) and not at_a_call else 0
        stops += at_a_call
        if at_a_call and stops == stop_at:
            status = _killed(child)
    return stops, status


def _wait(child: int, stop_at: int | None) -> tuple[int, int]:
    os.waitpid(child, os.WUNTRACED)
    os.kill(child, signal.SIGCONT)
    if stop_at is None:
        start = time.perf_counter()
        _, status = os.waitpid(child, 0)
        return int((time.perf_counter() - start) / _MOMENT), status
    time.sleep(stop_at * _MOMENT)
    return stop_at, _killed(child)


def _killed(child: int) -> int:
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _ptrace(request: int, process: int, data: int = 0) -> int:
    ptrace = ctypes.CDLL(None).ptrace
    ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    return ptrace(request, process, None, data)


def _may_trace() -> bool:
    return sys.platform == "linux" and run(iter(["begun", "done"]), stop_at=1).stops == 1


#: Whether this machine lets a process trace its own child; tried once.
TRACES = sys.platform == "linux"
TRACES = _may_trace()
