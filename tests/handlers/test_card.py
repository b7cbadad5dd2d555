"""The card that is shown: its numbers name its lines, and its words read back are the same record."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from handlers.card import lines, spoken
from handlers.reading import KINDS, Context, understand
from handlers.understood import content_of

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
NAMES = ("张敏", "王华", "李强", "欧阳晨", "阿依古丽", "司马青", "何伟", "其其格")
REASONS = ("出差", "病假", "事假", "在外地开会", "产假", None)
PLACES = ("301", "行政楼305", "校史馆", "腾讯会议", "图书馆三楼研讨室")
TOPICS = ("学习党章", "研究发展对象名单", "书香润心", "2026年工作计划", "《习近平谈治国理政》第五卷")


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    people = draw(st.permutations(NAMES))
    absent = draw(st.integers(0, 3))
    expected = draw(st.integers(5, 60))
    start = draw(st.integers(8 * 60, 18 * 60))
    end = draw(st.one_of(st.none(), st.integers(start + 10, start + 180)))
    return {
        "kinds": [draw(st.sampled_from([kind for kind in KINDS if kind != "谈心谈话"]))],
        "date": (TODAY - timedelta(draw(st.integers(0, 150)))).isoformat(),
        "start": f"{start // 60:02}:{start % 60:02}",
        "end": None if end is None else f"{end // 60:02}:{end % 60:02}",
        "place": draw(st.sampled_from(PLACES)),
        "host": people[0],
        "recorder": people[1],
        "expected": expected,
        "present": expected - absent,
        "absentees": [{"name": name, "reason": draw(st.sampled_from(REASONS))} for name in people[2 : 2 + absent]],
        "topic": draw(st.sampled_from(TOPICS)),
    }


@given(contents())
def test_a_card_read_back_is_the_same_record(content: dict[str, Any]) -> None:
    words = [f"{number}. {line.label}：{line.words}" for number, line in enumerate(lines(content, TODAY), 1)]
    read = understand("\n".join([content["kinds"][0], *words]), Context(now=NOW, sender="张敏"))
    assert read.intent == "submit_record" and len(read.records) == 1
    again = content_of(read.records[0])
    assert {name: again[name] for name in content} == content


@given(contents(), st.data())
def test_every_number_of_a_card_names_its_line(content: dict[str, Any], data: st.DataObject) -> None:
    shown = lines(content, TODAY)
    number = data.draw(st.sampled_from(range(len(shown))))
    new = {
        "expected": "61",
        "present": "4",
        "host": "刘洋",
        "recorder": "刘洋",
        "place": "工会小家",
        "topic": "学习新党章",
    }
    field = shown[number].field
    if field not in new:
        return
    context = Context(now=NOW, sender="张敏", draft_open=True, card=tuple(spoken(content, TODAY)), about=content)
    changes = understand(f"{number + 1}改成{new[field]}", context).changes
    assert [(one.field, str(one.value)) for one in changes] == [(field, new[field])]
