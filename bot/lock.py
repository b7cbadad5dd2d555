"""One server for each SQLite file: a lock that the operating system takes back when the process dies."""

import fcntl
import os
from pathlib import Path
from typing import IO


class InUse(Exception):
    """Another server holds the file. The text says so (Chinese)."""


def hold(database: Path) -> IO[str]:
    """Take the lock beside the database file and keep it as long as the handle lives. Raises :class:`InUse`."""
    database.parent.mkdir(parents=True, exist_ok=True)
    handle = database.with_name(database.name + ".lock").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.seek(0)
        pid = handle.read().strip() or "?"
        handle.close()
        raise InUse(f"{database} 正被另一个支部助手使用（进程 {pid}）。请先停掉它，或换一个数据库文件。") from None
    handle.seek(0)
    handle.truncate()
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
