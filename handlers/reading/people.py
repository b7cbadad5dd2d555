"""Names in a message: the host, the recorder, and who was absent for what reason. Only names that stand there.

The door to the modules that read them; it keeps nothing of its own.
"""

from handlers.reading.absentees import find_absentees, read_absentees
from handlers.reading.hosts import host_and_recorder
from handlers.reading.in_passing import lectured_by_sender, talked_by
from handlers.reading.names import is_name
from handlers.reading.role_names import name_at_end as _named_at_end
from handlers.reading.role_names import name_at_start as _named_at_start


def name_at_end(words: str) -> str | None:
    """The name that ends the words (李伟 before 主持); 我 stays 我."""
    found = _named_at_end(words)
    return found[0] if found else None


def name_at_start(words: str) -> str | None:
    """The name that begins the words (behind 主持人：); 我 stays 我."""
    found = _named_at_start(words)
    return found[0] if found else None


__all__ = [
    "find_absentees",
    "host_and_recorder",
    "is_name",
    "lectured_by_sender",
    "name_at_end",
    "name_at_start",
    "read_absentees",
    "talked_by",
]
