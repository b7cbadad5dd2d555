"""So many days, working days, weeks or months from a day."""

from datetime import date, timedelta

from handlers.due import add_months
from handlers.notices.when import Frame, next_workday, workday
from handlers.written.numbers import number


def shifted(frame: Frame, day: date, count: str, unit: str, sign: int = 1) -> tuple[date | None, str]:
    """So many days, working days, weeks or months from a day; a doubt instead where they cannot be counted."""
    many = number(count) if count != "半" else 0
    if many is None or many > 400:
        return None, "看不懂的天数"
    if "工作日" in unit:
        return workday(frame, day, sign * many)
    if "月" in unit:
        return (day + timedelta(15 * sign), "") if count == "半" else (add_months(day, sign * many), "")
    if "年" in unit:
        return add_months(day, sign * (6 if count == "半" else 12 * many)), ""
    if "时" in unit:
        return day + timedelta(sign * (many // 24)), ""
    return day + timedelta(sign * many * (7 if "周" in unit or "星期" in unit else 1)), ""


def moved_off_holidays(frame: Frame, day: date, words: str) -> date:
    """逢节假日顺延, 遇节假日提前."""
    return next_workday(frame, day, 1 if "顺延" in words or "延后" in words or "推后" in words else -1)
