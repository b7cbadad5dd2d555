"""A mail's own lines: those of its head, whose subject is the title, and the earlier mail that a reply quotes."""

from collections.abc import Sequence

from config.patterns import regex
from handlers.notices.paragraphs import Paragraph
from handlers.notices.structure import HEAD, Outline

QUOTED = "quoted"
_ABOVE, _FIRST = 3, 6
"""A forwarded mail has hardly any words above it, and is the notice itself; a head stands in the first lines."""
_FIELD = regex(r" *(?:发件人|发件|收件人|收件|抄送|主题|发送时间) *:")
_SENT = regex(r" *(?:发件人?|发送时间|抄送|主题 *: *(?:[Rr][Ee]|[Ff][Ww][Dd]?|回复|答复|转发)) *:")
"""A call for papers has a 主题 and a 收件人, too; who sent it and when, a mail alone."""
_SUBJECT = regex(r" *主题 *: *(?:(?:[Rr][Ee]|[Ff][Ww][Dd]?|回复|答复|转发) *: *)*(?P<words>.+)")
_RULED = regex(r"[>\s]*-{2,} *(?:原始邮件|原邮件|[Oo]riginal [Mm]essage|历史邮件) *-{2,}\s*")
_MARKED = regex(r" *>")


def read_mail(found: Sequence[Paragraph], told: Outline) -> None:
    """Puts those lines aside in ``told``, and takes the subject for the title."""
    head = [at for at, par in enumerate(found[:_FIRST]) if _FIELD.match(par.folded)]
    if len(head) > 1 and any(_SENT.match(found[at].folded) for at in head):
        for at in head:
            told.zones[at] = HEAD
            if subject := _SUBJECT.match(found[at].folded):
                told.title = found[at].text[subject.start("words") :].strip()
    for at in _quoted(found):
        told.zones[at] = QUOTED


def _quoted(found: Sequence[Paragraph]) -> range:
    """The places of the quoted lines, each marked with ``>``, behind a rule that names them."""
    rule = next((at for at, par in enumerate(found) if _RULED.match(par.folded)), None)
    if rule is None or rule <= _ABOVE:
        return range(0)
    end = rule + 1
    while end < len(found) and _MARKED.match(found[end].folded):
        end += 1
    return range(rule, end)
