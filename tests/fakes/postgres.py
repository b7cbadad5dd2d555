"""A real PostgreSQL that the tests start for themselves: one cluster a session, a database from a template a test."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from storage.schema import upgrade

_OWNER = "zhibu"
_SWIFT = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "listen_addresses=")
"""A test's cluster need not survive a power cut; the promises about that are SQLite's part of the suite."""


class Cluster:
    """Started at once, ended by :meth:`close` and, should the tests be killed, by their death."""

    def __init__(self) -> None:
        self._bin = _binaries()
        self._as = _unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="zhibu-pg-"))
        if self._as:
            os.chown(self.folder, self._as["user"], self._as["group"])
        self._run("initdb", "-D", self._data, "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = [word for one in (*_SWIFT, f"unix_socket_directories={self.folder}") for word in ("-c", one)]
        with (self.folder / "log").open("wb") as log:
            self._server = subprocess.Popen(
                [self._bin / "postgres", "-D", self._data, *settings],
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd="/",
                preexec_fn=_die_with_parent,
                **self._as,
            )
        self._made = 0
        self._templates: set[str] = set()
        self._wait()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run([self._bin / program, *words], capture_output=True, text=True, cwd="/", **self._as)
        assert done.returncode == 0, done.stderr

    def _wait(self) -> None:
        for _ in range(300):
            try:
                self.execute("SELECT 1")
                return
            except psycopg.OperationalError:
                assert self._server.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.05)
        raise AssertionError("PostgreSQL did not start")

    def execute(self, statement: str) -> None:
        with psycopg.connect(f"host={self.folder} user={_OWNER} dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{_OWNER}@/{name}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """A fresh database; its URL."""
        self._made += 1
        name = f"test_{self._made}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' STRATEGY FILE_COPY")
        return self.url(name)

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """A template database, migrated and filled at its first use."""
        if name not in self._templates:
            self.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
            upgrade(self.url(name))
            fill(self.url(name))
            self._templates.add(name)
        return name

    def drop(self, url: str) -> None:
        name = url.split("?")[0].rsplit("/", 1)[-1]
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        self._server.send_signal(signal.SIGINT)
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _binaries() -> Path:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    assert folders, "the suite needs PostgreSQL's programs (initdb, postgres): install the package `postgresql`"
    return folders[0]


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: whom to be instead."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise AssertionError("running as root, and nobody else to be")


def _die_with_parent() -> None:
    # SIGINT is PostgreSQL's fast shutdown. 1 is PR_SET_PDEATHSIG; the user was changed before this runs.
    ctypes.CDLL(None).prctl(1, signal.SIGINT)
