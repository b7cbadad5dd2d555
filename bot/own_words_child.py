"""The child's side of an institution's own words: limits on itself, then one template and its values a line, and what
came of them a line. Whatever a template does stays in this process."""

import json
import resource
import sys
from functools import cache
from typing import Any

import jinja2

from handlers.render import sandbox

MOST_MEMORY = 64 << 20
"""Beyond what the process has when it begins to listen."""
LONGEST = 3000
"""Characters of one message."""
TOO_LONG, TOO_MUCH = "写出来太长（超过3000字）", "要的内存太多，请检查循环"


def main() -> None:
    """Answer until the parent hangs up."""
    _template("{{ 1 }}").render()
    _bound()
    _tell({"ready": True})
    for line in sys.stdin:
        asked = json.loads(line)
        _tell(answer(asked["source"], asked["values"]))


def answer(source: str, values: dict[str, Any]) -> dict[str, str]:
    """``text``, or ``wrong`` with a short sentence for whoever wrote the template (Chinese)."""
    try:
        text = _template(source).render(values)
    except jinja2.TemplateSyntaxError as error:
        return {"wrong": f"第{error.lineno}行写法有误：{error.message}"}
    except jinja2.UndefinedError as error:
        return {"wrong": f"用了没有的值：{error.message}"}
    except jinja2.exceptions.SecurityError:
        return {"wrong": "用了不允许的写法（只能取值、判断和循环）"}
    except (MemoryError, RecursionError, OverflowError):
        return {"wrong": TOO_MUCH}
    except Exception as error:
        return {"wrong": f"写法有误：{type(error).__name__}"}
    return {"text": text} if len(text) <= LONGEST else {"wrong": TOO_LONG}


@cache
def _template(source: str) -> jinja2.Template:
    return sandbox().from_string(source)


def _bound() -> None:
    with open("/proc/self/statm", encoding="ascii") as pages:
        now = int(pages.read().split()[0]) * resource.getpagesize()
    for what, most in (
        (resource.RLIMIT_AS, now + MOST_MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


def _tell(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
