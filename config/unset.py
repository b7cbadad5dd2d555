"""What holds where nobody set anything. A command that needs no more than this does without the settings' own module:
loading what checks them takes a fifth of a second.
"""

import os
from pathlib import Path

DEFAULT_FILE = Path("zhibu.toml")
PREFIX = "ZHIBU_"
TIMEZONE = "Asia/Shanghai"


def unset(file: Path | None) -> bool:
    """Whether there is nothing to read and to check: no file and nothing in the environment."""
    return not (file or DEFAULT_FILE.exists() or any(name.upper().startswith(PREFIX) for name in os.environ))
