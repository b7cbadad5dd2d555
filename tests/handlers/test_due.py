"""The calendar's rules, as tables and as properties."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.due import (
    Offset,
    Period,
    add_months,
    end_of_day,
    following,
    is_rule,
    local_midnight,
    moments,
    next_theme_day,
    out_of_quiet,
    period_from,
    period_of,
    previous,
    read_offset,
    read_theme_day,
    say_day,
    say_moment,
    say_period,
    say_span,
    say_theme_day,
    theme_day,
    week_of,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
CADENCES = ("monthly", "quarterly", "half_yearly", "yearly")
NOTICE = date(2026, 3, 10)
"""The notice's day in domain.md 5."""

days = st.dates(date(1950, 1, 1), date(2090, 12, 31))
known_days = st.dates(date(2005, 1, 1), date(2025, 12, 31))
hours = st.times().map(lambda at: at.replace(second=0, microsecond=0))
rules = st.one_of(
    st.integers(1, 31).map(lambda n: f"day-{n}"),
    st.tuples(
        st.sampled_from(["last", "1", "2", "3", "4", "5"]),
        st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    ).map("-".join),
    st.one_of(st.just("last"), st.integers(1, 23).map(str)).map(lambda nth: f"workday-{nth}"),
)


# ── periods ──────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cadence", "code", "first", "last"),
    [
        ("monthly", "2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("quarterly", "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("half_yearly", "2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("yearly", "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_period_of_a_day(cadence: str, code: str, first: date, last: date) -> None:
    assert period_of(cadence, date(2026, 11, 21)) == Period(first, last, code)


@given(st.sampled_from(CADENCES), days)
def test_a_period_contains_its_day_and_is_found_again_by_its_code(cadence: str, day: date) -> None:
    period = period_of(cadence, day)
    assert day in period
    assert period.cadence == cadence
    assert period_from(period.code) == period


@given(st.sampled_from(CADENCES), days)
def test_periods_follow_each_other_without_a_gap(cadence: str, day: date) -> None:
    period = period_of(cadence, day)
    assert following(period).first == period.last + timedelta(1)
    assert previous(following(period)) == period
    assert previous(period) < period < following(period)


@pytest.mark.parametrize(
    "code", ["", "2026-13", "2026-00", "2026-Q5", "2026-H3", "26-01", "2026-W15", "0000", "２０２６"]
)
def test_what_is_no_period_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        period_from(code)


def test_an_unknown_cadence_is_refused() -> None:
    with pytest.raises(ValueError, match="cadence"):
        period_of("weekly", NOTICE)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2026-11", "11月"),
        ("2025-12", "2025年12月"),
        ("2026-Q4", "第四季度"),
        ("2025-Q1", "2025年第一季度"),
        ("2026-H1", "上半年"),
        ("2027-H2", "2027年下半年"),
        ("2026", "2026年"),
    ],
)
def test_how_a_period_is_said(code: str, words: str) -> None:
    assert say_period(period_from(code), date(2026, 11, 21)) == words


# ── theme days ───────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "month", "day"),
    [
        ("day-25", 3, 25),
        ("day-31", 2, 28),
        ("day-31", 4, 30),
        ("last-wed", 3, 25),
        ("3-thu", 3, 19),
        ("2-fri", 3, 13),
        ("5-fri", 2, 27),
        ("workday-last", 3, 31),
        ("workday-last", 2, 28),  # a Saturday that is worked after Spring Festival
        ("workday-1", 10, 8),
        ("workday-3", 11, 4),
        ("workday-23", 11, 30),
    ],
)
def test_theme_days_of_2026(rule: str, month: int, day: int) -> None:
    assert theme_day(rule, 2026, month) == date(2026, month, day)


@settings(deadline=None)
@given(rules, known_days)
def test_a_theme_day_lies_in_its_month(rule: str, day: date) -> None:
    found = theme_day(rule, day.year, day.month)
    assert (found.year, found.month) == (day.year, day.month)


@settings(deadline=None)
@given(rules, st.dates(date(2005, 1, 1), date(2025, 11, 30)))
def test_the_next_theme_day_is_not_before_today_and_none_lies_between(rule: str, today: date) -> None:
    found = next_theme_day(rule, today)
    assert today <= found <= add_months(today, 2)
    assert not today <= theme_day(rule, today.year, today.month) < found


@settings(deadline=None)
@given(rules)
def test_a_rule_said_is_read_back(rule: str) -> None:
    assert is_rule(rule)
    assert read_theme_day(say_theme_day(rule)) == rule


@pytest.mark.parametrize("rule", ["", "day-0", "day-32", "6-fri", "last-xyz", "workday-0", "workday-24", "wed-last"])
def test_what_is_no_rule_is_refused(rule: str) -> None:
    assert not is_rule(rule)
    for use in (lambda: theme_day(rule, 2026, 3), lambda: say_theme_day(rule)):
        with pytest.raises(ValueError, match="unknown theme day rule"):
            use()


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("每月最后一个星期三", "last-wed"),
        ("每月最后1个周三", "last-wed"),
        ("最后一周的周三", "last-wed"),
        ("倒数第一个周五", "last-fri"),
        ("第二个周五", "2-fri"),
        ("每月第2个周5", "2-fri"),
        ("每月第３个星期四", "3-thu"),
        ("每月第二个周三15:00", "2-wed"),
        ("第一周周五", "1-fri"),
        ("首个礼拜天", "1-sun"),
        ("每月25号", "day-25"),
        ("25日", "day-25"),
        ("每月 二十五 号", "day-25"),
        ("十号", "day-10"),
        ("每月最后一天", "day-31"),
        ("每月最后一个工作日", "workday-last"),
        ("每月第三个工作日", "workday-3"),
        ("把教工第一党支部的主题党日改到每月最后一个周三", "last-wed"),
        ("主题党日从每月25号调整为第二个周五", "2-fri"),
    ],
)
def test_peoples_words_for_a_theme_day(words: str, rule: str) -> None:
    assert read_theme_day(words) == rule


@pytest.mark.parametrize(
    "words",
    [
        "",
        "周三",
        "每周五",
        "每月固定1天",
        "每月25日前",
        "25日—28日",
        "原则上在25日–28日",
        "25至28日",
        "每月5号和20号",
        "每月第一、第三个周五",
        "每月倒数第二个周五",
        "第二周周五",
        "第六个周五",
        "32号",
        "零号",
        "5月25日",
        "2026年5月25日",
        "五月二十五日",
        "每季度最后一个周五",
        "每月下旬",
        "每月末",
        "不要放在25号",
    ],
)
def test_what_is_not_one_monthly_day_is_not_read(words: str) -> None:
    assert read_theme_day(words) is None


@given(st.text(st.sampled_from("每月第最后一二三四五十个周星期日号天工作改到25、-前 \n0９")) | st.text())
def test_any_words_give_a_rule_or_nothing(words: str) -> None:
    rule = read_theme_day(words)
    assert rule is None or is_rule(rule)


# ── words ────────────────────────────────────────────────


def test_the_year_is_said_only_where_it_differs() -> None:
    assert say_day(date(2026, 11, 25), date(2026, 11, 21)) == "11月25日（周三）"
    assert say_day(date(2025, 11, 25), date(2026, 11, 21)) == "2025年11月25日（周二）"


def test_a_moment_is_said_in_local_time() -> None:
    evening = datetime(2026, 12, 31, 16, 5, tzinfo=UTC)
    assert say_moment(evening, date(2026, 12, 31)) == "2027年1月1日（周五）00:05"
    assert say_moment(evening, date(2026, 12, 31), NEW_YORK) == "12月31日（周四）11:05"


@pytest.mark.parametrize(
    ("span", "words"),
    [(-2, "已过2天"), (-1, "已过1天"), (0, "就在今天"), (1, "就在明天"), (2, "还有2天"), (40, "还有40天")],
)
def test_how_far_a_day_is(span: int, words: str) -> None:
    assert say_span(span) == words


# ── moments ──────────────────────────────────────────────


def test_reminders_come_before_on_and_after_the_day_at_the_local_hour() -> None:
    assert moments(date(2026, 11, 25), [1, -3, 0, 0], time(9), SHANGHAI) == [
        (-3, datetime(2026, 11, 22, 1, tzinfo=UTC)),
        (0, datetime(2026, 11, 25, 1, tzinfo=UTC)),
        (1, datetime(2026, 11, 26, 1, tzinfo=UTC)),
    ]


@given(days, st.lists(st.integers(-200, 60), max_size=6), hours, st.sampled_from([SHANGHAI, NEW_YORK]))
def test_the_next_moment_is_after_now_and_moments_are_in_order(
    due: date, offsets: list[int], at: time, zone: ZoneInfo
) -> None:
    found = moments(due, offsets, at, zone)
    assert [days for days, _ in found] == sorted(set(offsets))
    assert all(moment.tzinfo is UTC for _, moment in found)
    assert [moment for _, moment in found] == sorted(moment for _, moment in found)
    now = local_midnight(due, zone)
    assert all((moment >= now) == (days >= 0) for days, moment in found)


@given(st.dates(date(1992, 1, 1), date(2090, 1, 1)), hours)
def test_a_reminder_keeps_its_local_hour_in_shanghai(due: date, at: time) -> None:
    ((_, moment),) = moments(due, [0], at, SHANGHAI)
    assert moment.astimezone(SHANGHAI).replace(tzinfo=None) == datetime.combine(due, at)


def test_summer_time_moves_the_moment_and_not_the_local_hour() -> None:
    found = moments(date(2026, 3, 8), [-1, 1], time(9), NEW_YORK)
    assert [moment.hour for _, moment in found] == [14, 13]


@pytest.mark.parametrize(
    ("words", "offset"),
    [
        ("-1d", Offset(-1, time(9))),
        ("0d", Offset(0, time(9))),
        ("+3d", Offset(3, time(9))),
        ("-7d 17:30", Offset(-7, time(17, 30))),
        ("-7d@8:00", Offset(-7, time(8))),
    ],
)
def test_offsets(words: str, offset: Offset) -> None:
    assert read_offset(words) == offset


@pytest.mark.parametrize("words", ["", "1", "-1", "-1h", "d", "-1d 25:00", "-1d 9", "--1d"])
def test_what_is_no_offset_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="not an offset"):
        read_offset(words)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-11-21T21:29", "2026-11-21T21:29"),
        ("2026-11-21T21:30", "2026-11-22T08:00"),
        ("2026-11-21T23:59", "2026-11-22T08:00"),
        ("2026-11-22T00:00", "2026-11-22T08:00"),
        ("2026-11-22T07:59", "2026-11-22T08:00"),
        ("2026-11-22T08:00", "2026-11-22T08:00"),
    ],
)
def test_quiet_hours_over_midnight(local: str, expected: str) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)
    found = out_of_quiet(moment, time(21, 30), time(8), SHANGHAI)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=SHANGHAI)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    hours,
    hours,
    st.sampled_from([SHANGHAI, NEW_YORK, UTC]),
)
def test_what_leaves_the_quiet_hours_is_never_in_them_nor_earlier(
    moment: datetime, quiet_from: time, quiet_until: time, zone: ZoneInfo
) -> None:
    found = out_of_quiet(moment, quiet_from, quiet_until, zone)
    assert moment <= found <= moment + timedelta(hours=25)
    assert out_of_quiet(found, quiet_from, quiet_until, zone) == found
    if quiet_from == quiet_until:
        assert found == moment


def test_quiet_hours_that_end_in_a_repeated_hour_do_not_move_a_moment_back() -> None:
    second_pass = datetime(2026, 11, 1, 6, 15, tzinfo=UTC)  # 01:15 in New York for the second time
    assert out_of_quiet(second_pass, time(22), time(1, 30), NEW_YORK) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_moments_without_a_zone_are_refused() -> None:
    naive = datetime(2026, 11, 21, 9)
    for use in (lambda: out_of_quiet(naive, time(21), time(8), SHANGHAI), lambda: say_moment(naive, naive.date())):
        with pytest.raises(ValueError, match="time zone"):
            use()


@given(days, st.sampled_from([SHANGHAI, NEW_YORK]))
def test_a_local_day_has_a_first_and_a_last_moment(day: date, zone: ZoneInfo) -> None:
    first, last = local_midnight(day, zone), end_of_day(day, zone)
    assert first.astimezone(zone).date() == last.astimezone(zone).date() == day
    assert (last + timedelta(microseconds=1)).astimezone(zone).date() == day + timedelta(1)


def test_a_day_in_shanghai_starts_and_ends_eight_hours_before_utc() -> None:
    assert local_midnight(NOTICE, SHANGHAI) == datetime(2026, 3, 9, 16, tzinfo=UTC)
    assert end_of_day(NOTICE, SHANGHAI) == datetime(2026, 3, 10, 15, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 4, 8), (date(2026, 4, 6), date(2026, 4, 12), "2026-W15")),
        (date(2027, 1, 1), (date(2026, 12, 28), date(2027, 1, 3), "2026-W53")),
        (date(2024, 12, 30), (date(2024, 12, 30), date(2025, 1, 5), "2025-W01")),
    ],
)
def test_weeks_start_on_monday(day: date, week: tuple[date, date, str]) -> None:
    assert week_of(day) == week


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 3, 15), 3, date(2026, 6, 15)),
        (date(2026, 3, 10), 1, date(2026, 4, 10)),  # domain.md 5, #52
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 15), 12, date(2027, 3, 15)),
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later
