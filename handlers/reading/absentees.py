"""Who was absent and why, as the message tells it: behind a label, in a bracket, all but somebody, or in passing.

Where the message says how many were absent, that number chooses between the readings. Knows words only.
"""

import re

from config.patterns import regex
from handlers.reading.absent_labels import MANY, marked
from handlers.reading.absent_names import SURE
from handlers.reading.absent_reader import Person, Reader
from handlers.reading.values import Absentee
from handlers.written.numbers import NUMBER
from handlers.written.text import BLANK

Span = tuple[int, int]

_COUNTED = regex(
    r"(?<![没未])(?:应该?|实际?|本应|该|共)?(?<![没未])(?:到会?|参会|参加|出席|"
    r"[到来去]了)[ :]*(?:会议)?(?:的)?(?:正式)?"
    r"(?:党员|委员|同志|人数|人员|支委)?(?:人数)?[ :]*(?:[为是有共了]|一共|只有)?[ ]*"
    rf"{NUMBER} *(?:人|名|个人|个|位)?(?:党员|委员|同志)?|(?:[应实][ ]*{NUMBER}[ ]*[到人])|"
    rf"{MANY}(?:党员)?(?:(?:应|实|实际)(?:到会?|参会|参加|出席)|到会|到场|到了|参会|(?:参加|出席)(?:会议|活动|"
    rf"了)?(?![\u4e00-\u9fff]))"
)
_SPOKEN_OF = regex("缺|请假|應|应|实|實|到会|没来|未到|没到|除|原因|事由")
_SAID = regex("[缺假没未除病差]|原因|事由|外出|公出|住院")
_HINT = regex("[请假缺没未除差病外因孕产课考监会学培住院带值出实探休家有事回去在赴上]")


def find_absentees(folded: str, away: int | None = None) -> tuple[Absentee, ...]:
    """The absent as named, in order. Of the reason only what was said; ``away`` is how many were absent, if known."""
    return read_absentees(folded, away)[0]


def read_absentees(folded: str, away: int | None, own: str | None = None) -> tuple[tuple[Absentee, ...], list[Span]]:
    """The absent, and where they are told of.

    ``folded`` has hidden what was read already. Where that took away somebody or cut a reason in two (去党校学习三个月,
    参加“挑战杯”决赛), the message's ``own`` words are read.
    """
    if not _HINT.search(folded):
        return (), []
    people = _chosen(folded, own or folded, away)
    if own and own != folded and ((away or 0) > len(people) or any(_is_cut(folded, one) for one in people)):
        whole = _chosen(own, own, away)
        same = [one.name for one in whole] == [one.name for one in people]
        if same or (away is not None and abs(away - len(whole)) < abs(away - len(people))):
            people = whole
    return tuple(Absentee(one.name, one.reason) for one in people), [span for one in people for span in one.spans]


def _is_cut(folded: str, person: Person) -> bool:
    return any(BLANK in folded[first : last + 1] for first, last in person.spans)


def _chosen(folded: str, own: str, away: int | None) -> list[Person]:
    people = _read(folded, own, away, eager=False)
    if away is not None and len(people) > away:
        return _fewer(people, away)
    if away and len(people) < away:
        more = _read(folded, own, away, eager=True)
        if len(people) < len(more) <= away:
            return more
    return people


def _fewer(people: list[Person], away: int) -> list[Person]:
    """More than were absent: what was only taken for an absence is dropped, what was said to be one stays."""
    sure = [person for person in people if person.labelled or person.rank >= SURE]
    if len(sure) >= away:
        labelled = [person for person in sure if person.labelled]
        return labelled if len(labelled) == away else sure
    likely = [person for person in people if person not in sure][: away - len(sure)]
    return [person for person in people if person in sure or person in likely]


def _read(folded: str, own: str, away: int | None, *, eager: bool) -> list[Person]:
    found: dict[str, Person] = {}
    text = _COUNTED.sub(lambda match: BLANK * len(match[0]), folded).replace("+", "、").replace("&", "、")
    text, labels = marked(text)
    near = False
    for sentence in re.finditer(r"[^。]+", text):
        spoken = bool(_SPOKEN_OF.search(folded, *sentence.span()))
        if away is not None and len(found) >= away and not (spoken and _SAID.search(folded, *sentence.span())):
            near = spoken
            continue  # all are known, and nothing is said of others
        Reader(text, own, labels, found, away, spoken or near, eager and (spoken or near)).read(*sentence.span())
        near = spoken  # the absent are often named in the sentence after the counts
    return list(found.values())
