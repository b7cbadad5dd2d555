"""JSON lines with the message's key through its whole journey; secrets never get in.

Texts of messages, bodies and addresses are not logged at all; what is left is scrubbed of the settings' secrets.
"""

import json
import logging
import sys
from typing import Any

import structlog
from pydantic import BaseModel, SecretStr

from config.settings import Settings

Log = structlog.stdlib.BoundLogger


def set_up(settings: Settings) -> None:
    """Lines to standard error, from the configured level on."""
    found = [secret for secret in _secrets(settings) if len(secret) >= 6]
    hidden = sorted({*found, *(json.dumps(one, ensure_ascii=False)[1:-1] for one in found)}, key=len, reverse=True)

    def scrub(_: Any, __: str, line: Any) -> str:
        """The finished line: whatever a secret stood in, a list, a stack, a nested value, it is not told."""
        told = str(line)
        for secret in hidden:
            told = told.replace(secret, "***")
        return told

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
            scrub,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)


def _secrets(section: BaseModel) -> list[str]:
    found: list[str] = []
    for name in type(section).model_fields:
        value = getattr(section, name)
        values = value.values() if isinstance(value, dict) else [value]
        for one in values:
            if isinstance(one, SecretStr):
                found.append(one.get_secret_value())
            elif isinstance(one, BaseModel):
                found += _secrets(one)
    return found


_LOG = structlog.get_logger()


def log() -> Any:
    """The one logger; what it is bound to is worked out at its first line, after :func:`set_up`."""
    return _LOG
