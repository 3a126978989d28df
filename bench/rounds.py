"""Measuring stacks side by side: each in processes of its own, in rounds that take them in turn."""

from __future__ import annotations

import importlib
import math
import multiprocessing
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench.place import Place
from config.database import OWNER

PATIENCE = 300
"""Seconds a worker may take to get ready."""


@dataclass(frozen=True)
class Sample:
    """What one or several workers did in one round: seconds per operation, and processor seconds of both sides."""

    seconds: tuple[float, ...]
    wall: float
    client: float
    backend: float

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.wall

    def percentile(self, share: float) -> float:
        """The nearest-rank percentile, in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[max(0, math.ceil(share * len(ordered)) - 1)]

    def cpu(self, side: str) -> float:
        """Processor milliseconds per operation of `client` or `backend`."""
        return 1000 * getattr(self, side) / len(self.seconds)


ROUNDS = 7
SECONDS = 1.5
"""How long a stack runs in each round."""


@dataclass
class Worker:
    """A process that holds one stack ready and runs it for so many seconds when told to."""

    process: Any
    pipe: Connection
    statements: float = 0


@contextmanager
def workers(here: Place, stacks: Sequence[str], each: int) -> Iterator[dict[str, list[Worker]]]:
    """Start `each` workers of every stack (a module of `bench.stacks`); they end with the context."""
    context = multiprocessing.get_context("spawn")
    with ExitStack() as ends:
        started: dict[str, list[Worker]] = {stack: [] for stack in stacks}
        for stack in stacks:
            for number in range(each):
                ours, theirs = context.Pipe()
                process = context.Process(target=_serve, args=(theirs, here, stack, number), daemon=True)
                process.start()
                theirs.close()
                started[stack].append(Worker(process, ours))
                ends.callback(process.join)
                ends.callback(ours.close)
            for worker in started[stack]:
                if not worker.pipe.poll(PATIENCE):
                    raise TimeoutError(f"{stack} is not ready after {PATIENCE} s")
                worker.statements = worker.pipe.recv()
        yield started


def compare(
    title: str, here: Place, stacks: Sequence[str], *, processes: Sequence[int] = (1,), anchor: str = "raw"
) -> Iterator[tuple[str, str]]:
    """Measure stacks in turn and yield their table; the tables they need of their own are made first."""
    with here.connect(OWNER) as owner:
        for stack in stacks:
            module = importlib.import_module(f"bench.stacks.{stack.partition(':')[0]}")
            if hasattr(module, "build"):
                module.build(owner, here)
    with workers(here, stacks, max(processes)) as started:
        samples = interleaved(started, processes)
        yield title, f"{here.cases} open cases, {ROUNDS} rounds of {SECONDS} s; medians [least-most]"
        yield from table(samples, started, anchor)


def run(of: Sequence[Worker], seconds: float) -> Sample:
    """Let these workers run at the same time."""
    for worker in of:
        worker.pipe.send(seconds)
    samples: list[Sample] = [worker.pipe.recv() for worker in of]
    return Sample(
        tuple(one for sample in samples for one in sample.seconds),
        max(sample.wall for sample in samples),
        sum(sample.client for sample in samples),
        sum(sample.backend for sample in samples),
    )


def interleaved(started: dict[str, list[Worker]], counts: Sequence[int]) -> dict[tuple[str, int], list[Sample]]:
    """In every round each stack runs with each number of processes; who begins changes from round to round."""
    samples: dict[tuple[str, int], list[Sample]] = {(stack, count): [] for stack in started for count in counts}
    order = list(started)
    for number in range(ROUNDS):
        turned = order[number % len(order) :] + order[: number % len(order)]
        for count in counts:
            for stack in turned:
                samples[stack, count].append(run(started[stack][:count], SECONDS))
    return samples


def spread(values: Sequence[float], digits: int = 0) -> str:
    """Median and, in brackets, the least and the most."""
    return f"{statistics.median(values):.{digits}f} [{min(values):.{digits}f}-{max(values):.{digits}f}]"


def ratios(samples: Sequence[Sample], anchor: Sequence[Sample]) -> list[float]:
    """Rates as shares of the anchor's in the same rounds."""
    return [one.rate / other.rate for one, other in zip(samples, anchor, strict=True)]


def table(
    samples: dict[tuple[str, int], list[Sample]], started: dict[str, list[Worker]], anchor: str
) -> Iterator[tuple[str, str]]:
    """One line per stack and number of processes."""
    yield (
        "stack, processes",
        "per second            share of raw       p50 / p95 / p99 ms     cpu ms client + backend   statements",
    )
    for (stack, count), rows in samples.items():
        times = " / ".join(f"{statistics.median(row.percentile(s) for row in rows):.2f}" for s in (0.5, 0.95, 0.99))
        cpu = " + ".join(f"{statistics.median(row.cpu(side) for row in rows):.2f}" for side in ("client", "backend"))
        rates = f"{spread([row.rate for row in rows]):<22}{spread(ratios(rows, samples[anchor, count]), 2):<19}"
        yield f"  {stack}, {count}", f"{rates}{times:<24}{cpu:<26}{started[stack][0].statements:.1f}"


def _serve(pipe: Connection, here: Place, stack: str, number: int) -> None:
    """A worker's whole life."""
    import django  # the parent's environment names the settings

    django.setup()
    module, *arguments = stack.split(":")
    contestant = importlib.import_module(f"bench.stacks.{module}").Stack(here, number, *arguments)
    pipe.send(contestant.statements)
    while True:
        try:
            seconds = pipe.recv()
        except EOFError:
            return
        pipe.send(_measure(contestant, seconds))


def _measure(contestant: Any, seconds: float) -> Sample:
    """Let a stack step for so many seconds; what it does in `ready()` counts for nothing."""
    if hasattr(contestant, "ready"):
        return _measure_each(contestant, seconds)
    clock, taken = time.perf_counter, []
    client, backend = time.process_time(), _processor_seconds(contestant.backend)
    begun = before = clock()
    while before - begun < seconds:
        contestant.step()
        after = clock()
        taken.append(after - before)
        before = after
    return Sample(
        tuple(taken),
        before - begun,
        time.process_time() - client,
        _processor_seconds(contestant.backend) - backend,
    )


def _measure_each(contestant: Any, seconds: float) -> Sample:
    """The same, with the clocks stopped between the steps."""
    taken, client, backend = [], 0.0, 0.0
    until = time.perf_counter() + seconds
    while not taken or time.perf_counter() < until:
        contestant.ready()
        client -= time.process_time()
        backend -= _processor_seconds(contestant.backend)
        begun = time.perf_counter()
        contestant.step()
        taken.append(time.perf_counter() - begun)
        client += time.process_time()
        backend += _processor_seconds(contestant.backend)
    return Sample(tuple(taken), sum(taken), client, backend)


def _processor_seconds(process: int) -> float:
    """What a process of PostgreSQL has used of the processors so far, to the nanosecond; nothing for none (0)."""
    if not process:
        return 0.0
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
