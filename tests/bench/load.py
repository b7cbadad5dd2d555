"""The load: 64 kept-alive connections, each with one question in flight, and what came back.

Lean on purpose (bytes prepared before, a protocol and no client library), because it shares the machine with the
server it measures; its own share is told in every result.
"""

import asyncio
import gc
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.messages import Call, Item

CONNECTIONS = 64
SAMPLE = 50
"""Every so many answers one is kept, to be verified and decrypted after the round."""
PATIENCE = 120.0


@dataclass
class Round:
    """What one round of one kind gave."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    refused: int = 0
    empty: int = 0
    sample: list[tuple[str, bytes]] = field(default_factory=list)
    client_cpu: float = 0.0
    server_cpu: float = 0.0

    @property
    def count(self) -> int:
        return len(self.latencies)

    @property
    def rate(self) -> float:
        return self.count / self.seconds if self.seconds else 0.0

    @property
    def server_micros(self) -> float:
        """Processor of the server for one message, in µs."""
        return 1e6 * self.server_cpu / self.count

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Line(asyncio.Protocol):
    """One connection: the next call goes out when the last one's answer is whole."""

    def __init__(self, items: Sequence[Item], result: Round, done: asyncio.Future[None]) -> None:
        self._calls = [call for item in items for call in item]
        self._result = result
        self._done = done
        self._next = 0
        self._buffer = b""
        self._sent = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def start(self) -> None:
        self._send()

    def _send(self) -> None:
        assert self._transport is not None
        if self._next == len(self._calls):
            self._transport.close()
            if not self._done.done():
                self._done.set_result(None)
            return
        self._sent = time.perf_counter()
        self._transport.write(self._calls[self._next].wire)

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        at = self._buffer.find(b"Content-Length: ", 0, end)
        length = int(self._buffer[at + 16 : self._buffer.find(b"\r", at)])
        if len(self._buffer) < end + 4 + length:
            return
        self._took(self._calls[self._next], self._buffer[9:12], self._buffer[end + 4 :])
        self._buffer = b""
        self._next += 1
        self._send()

    def _took(self, call: Call, status: bytes, body: bytes) -> None:
        result = self._result
        result.latencies.append(time.perf_counter() - self._sent)
        if status != b"200":
            result.refused += 1
        elif not body:
            result.empty += 1
        elif len(result.latencies) % SAMPLE == 0:
            result.sample.append((call.what, body))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(exc or ConnectionError("the server hung up"))


def drive(port: int, items: Sequence[Item], pid: int, *, connections: int = CONNECTIONS) -> Round:
    """Send every item, each connection its own share in order, and measure from the first byte to the last."""
    gc.collect()
    gc.disable()
    try:
        return asyncio.run(_drive(port, items, pid, connections))
    finally:
        gc.enable()


async def _drive(port: int, items: Sequence[Item], pid: int, connections: int) -> Round:
    loop = asyncio.get_running_loop()
    result = Round()
    lines: list[_Line] = []
    waiting: list[asyncio.Future[None]] = []
    for n in range(min(connections, len(items))):
        done: asyncio.Future[None] = loop.create_future()
        line = _Line(items[n::connections], result, done)
        await loop.create_connection(lambda line=line: line, "127.0.0.1", port)  # type: ignore[misc]
        lines.append(line)
        waiting.append(done)
    cpu, mine, started = cpu_of(pid), time.process_time(), time.perf_counter()
    for line in lines:
        line.start()
    await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE)
    result.seconds = time.perf_counter() - started
    result.client_cpu = time.process_time() - mine
    result.server_cpu = cpu_of(pid) - cpu
    return result


def cpu_of(pid: int) -> float:
    """Seconds of processor that the process has used."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
