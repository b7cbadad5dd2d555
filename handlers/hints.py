"""What may be looked at once more in a record's own words: hints only, a person judges (R10–R12 of domain.md 3.3)."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from config.patterns import regex
from handlers.reading import fold
from handlers.written.numbers import NUMBER, number

_VAGUE = regex(
    r"大家(?:一致|纷纷|都)(?:认为|表示)|(?:与会|参会|全体)[^,。;]{0,6}(?:一致|纷纷)(?:认为|表示)|进行了?(?:了)?(?:深入|热烈|认真|充分)的?"
    r"(?:学习|讨论|交流|研讨)|受益匪浅|深受(?:教育|启发|鼓舞)|收获(?:很大|满满|颇丰)|(?:取得|达到)了?(?:良好|圆满|预期|很好)的?(?:效果|成效)|"
    r"提高了?(?:思想)?(?:认识|站位|觉悟)|(?:统一|凝聚)了?(?:思想|共识)"
)
_SOMETHING_SAID = regex(
    r"[\u4e00-\u9fff×]{2,4}(?:同志|老师|书记)?(?:发言|谈到|提出|汇报|表示|指出|介绍|交流了|认为|讲到|说)|决定|决议|通过|同意|确定|明确|"
    r"分工|责任人|负责|下一步|表决|布置|安排|要求"
)
_EVERYBODY = regex(
    r"(?:大家|与会[^,。;]{0,4}|参会[^,。;]{0,4}|全体[^,。;]{0,4}|党员们?|同志们?)(?:一致|纷纷|都)?(?:认为|表示|发言)"
)
_LEISURE = regex(
    r"烧烤|聚餐|会餐|唱歌|K歌|KTV|郊游|爬山|登山|团建|[春秋]游|踏青|游玩|游览|采摘|野餐|钓鱼|农家乐|桌游|做游戏|旅游|温泉|露营|"
    r"(?:打|比)(?:羽毛|篮|乒乓|排|足|台|网|气排)球|(?:羽毛|篮|乒乓|排|足|台|气排)球(?:赛|比赛|友谊赛)|趣味运动|拔河|跳舞|赏花|密室|剧本杀|"
    r"拓展训练|下午茶|包饺子",
    re.IGNORECASE,
)
_DUES_MONTH = regex(
    r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?的?党费|"
    r"党费[^,。;\d]{0,4}(?P<later>1[0-2]|0?[1-9])月(?:份)?的?(?=[,。; ]|$)"
)
_SEVERAL_MONTHS = regex(r"月?(?:份)?[ ]*(?:-|至|到|~|、|和|及)[ ]*\d{0,2}[^,。;]{0,4}月|补[交缴收]|预[交缴收]|季度")
_EACH = regex(
    rf"(?P<n>{NUMBER})[人名个位][^。;]{{0,12}}?每人(?P<each>{NUMBER})元[^。;]{{0,12}}?(?:共|合计|总计|总共)[^。;\d]{{0,6}}(?P<sum>{NUMBER})元"
)


def vague(content: Mapping[str, Any]) -> str | None:
    """R10: only phrases that would fit any meeting; nobody is named as saying anything, and nothing was decided."""
    told = fold(content.get("text") or "")
    if not _VAGUE.search(told):
        return None
    if _SOMETHING_SAID.search(_EVERYBODY.sub("", _VAGUE.sub("", told))):
        return None
    return "内容比较笼统，可以补上谁说了什么、定了什么事"


def leisure(content: Mapping[str, Any]) -> str | None:
    """R11: leisure or sport as a theme day."""
    if "主题党日" not in (content.get("kinds") or ()):
        return None
    found = _LEISURE.search(f"{content.get('topic') or ''} {content.get('text') or ''}")
    return f"写到了“{found[0]}”，请看看是否适合作主题党日" if found else None


def dues(content: Mapping[str, Any]) -> str | None:
    """R12: the month of the dues is another than the activity's, or the amounts do not add up."""
    told = fold(content.get("text") or "")
    if "党费" not in told:
        return None
    each = _EACH.search(told)
    if each:
        people, amount, total = (number(each[name]) for name in ("n", "each", "sum"))
        if None not in (people, amount, total) and (people or 0) * (amount or 0) != total:
            return f"党费{people}人、每人{amount}元，合计应为{(people or 0) * (amount or 0)}元，写的是{total}元"
    if not content.get("date") or _SEVERAL_MONTHS.search(told):
        return None
    held = date.fromisoformat(content["date"]).month
    for match in _DUES_MONTH.finditer(told):
        month = number(match["month"] or match["later"])
        if month and month != held:
            return f"写的是{month}月党费，活动在{held}月，请核对"
    return None
