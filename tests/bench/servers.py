"""The servers under test, as real processes: started, asked for their health, watched, stopped."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.load import cpu_of
from tests.bench.messages import AES_KEY, AGENT, CORP, MOMENT, TOKEN

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0

_CONFIG = """\
database = "{database}"
folder = "{folder}"
demo = true
[server]
port = {port}
[wecom.app.main]
corp_id = "{corp}"
agent_id = {agent}
secret = "benchsecret"
token = "{token}"
aes_key = "{key}"
api_base = "http://127.0.0.1:{platform}"
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_config(folder: Path, database: str, port: int, platform: int = 9) -> Path:
    """The bot's configuration: the demo institution, one WeCom app, the platform on loopback."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "zhibu.toml"
    file.write_text(
        _CONFIG.format(
            database=database, folder=folder, port=port, corp=CORP, agent=AGENT, token=TOKEN, key=AES_KEY,
            platform=platform,
        ),
        "utf-8",
    )  # fmt: skip
    return file


class Server:
    """A running process with a port. ``started`` is how long it took to answer, ``start_cpu`` what that cost."""

    def __init__(self, arguments: list[str], port: int, log: Path, clock: str | None = MOMENT.isoformat()) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBU_")}
        if clock:
            environment["ZHIBU_CLOCK"] = clock
        self.port = port
        self._log = log
        begun = time.perf_counter()
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *arguments], cwd=ROOT, stdout=output, stderr=output, env=environment
            )
        self.pid = self._process.pid
        self._wait_for_health()
        self.started = time.perf_counter() - begun
        self.start_cpu = cpu_of(self.pid)

    def _wait_for_health(self) -> None:
        until = time.perf_counter() + START_SECONDS
        while time.perf_counter() < until:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended ({self._process.returncode}): {self._log.read_text()[-2000:]}")
            if healthy(self.port):
                return
            time.sleep(0.005)
        raise RuntimeError(f"the server does not answer: {self._log.read_text()[-2000:]}")

    def complaint(self) -> str:
        """The last thing that went wrong in there, as the server's own log tells it."""
        lines = self._log.read_text("utf-8", "replace").splitlines()
        wrong = [line for line in lines if '"level": "error"' in line or line.startswith("ERROR")]
        return wrong[-1][-3000:] if wrong else "nothing in its log"

    def peak_memory(self) -> float:
        """MiB, the most it ever held."""
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        assert found
        return int(found.group(1)) / 1024

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def bot(config: Path, port: int) -> Server:
    """``python -m bot serve`` as an operator starts it, but for the clock."""
    return Server(["bot", "serve", "--config", str(config)], port, config.with_name("bot.log"))


def limit(database: str, port: int, log: Path) -> Server:
    return Server(["tests.bench.limit", str(port), database], port, log, clock=None)


def healthy(port: int) -> bool:
    """Whether /healthz answers 200."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False
