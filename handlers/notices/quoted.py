"""The mail that a reply quotes below its own words: what was asked then is told again, and asks for nothing."""

from collections.abc import Sequence

from config.patterns import regex
from handlers.notices.paragraphs import Paragraph

QUOTED = "quoted"
_ABOVE = 3
"""A forwarded mail has hardly any words above it, and is the notice itself."""
_RULED = regex(r"[>\s]*-{2,} *(?:原始邮件|原邮件|[Oo]riginal [Mm]essage|历史邮件) *-{2,}\s*")
_MARKED = regex(r" *>")


def quoted(found: Sequence[Paragraph]) -> range:
    """The places of the quoted lines, each marked with ``>``, behind a rule that names them."""
    rule = next((at for at, par in enumerate(found) if _RULED.match(par.folded)), None)
    if rule is None or rule <= _ABOVE:
        return range(0)
    end = rule + 1
    while end < len(found) and _MARKED.match(found[end].folded):
        end += 1
    return range(rule, end)
