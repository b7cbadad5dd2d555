"""A PostgreSQL of the bench's own, in a folder that is thrown away; flushing to disk as a real one does."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.servers import free_port


def programs() -> Path | None:
    """Where PostgreSQL's own programs are; None where it is not installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if folders and (folders[-1] / "initdb").exists():
        return folders[-1]
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def cluster(binaries: Path, databases: tuple[str, ...]) -> Iterator[list[str]]:
    """A running cluster with these empty databases; yields their addresses."""
    folder = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    port, run = free_port(), _runner(folder)
    data = folder / "data"
    try:
        run(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=on -c synchronous_commit=on"
        run(binaries / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
        try:
            for name in databases:
                run(binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", name)
            yield [f"postgresql+psycopg://postgres@127.0.0.1:{port}/{name}" for name in databases]
        finally:
            run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _runner(folder: Path) -> Any:
    """PostgreSQL refuses to run as root: there it is run as its own user."""
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def run(*command: object) -> None:
        words = [str(word) for word in command]
        with (folder / "output").open("ab") as output:
            done = subprocess.run(words, cwd=folder, stdout=output, stderr=output, check=False, **who)
        if done.returncode:
            raise RuntimeError(f"{words[0]}: {(folder / 'output').read_text()[-1000:]}")

    return run
