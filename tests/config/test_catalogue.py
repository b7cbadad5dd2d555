"""The catalogue: what is shipped is complete and true to its sources; what is wrong is told with its line."""

import dataclasses
import tomllib
from pathlib import Path

import pytest

from config.catalogue import SHIPPED, Applies, Catalogue, CatalogueError, Requirement, load_catalogue

LOCAL = ("cj23", "jw18", "sl14", "js24", "jm22")
BRANCHES = ("branch", "direct_branch")
COVERAGE = tomllib.loads((SHIPPED / "coverage.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue()


def entry(shipped: Catalogue, id: str) -> Requirement:
    found = shipped.by_id(id)
    assert found is not None, id
    return found


def test_the_duties_of_branches_one_for_each_matter(shipped: Catalogue) -> None:
    duties = [
        (each.matter, each.cadence, each.times, each.evidence, each.applies.committee, each.applies.groups)
        for each in shipped.duties()
    ]
    assert duties == [
        ("theme_day", "monthly", 1, ("主题党日",), None, None),
        ("general_meeting", "quarterly", 1, ("支部党员大会",), None, None),
        ("committee_meeting", "monthly", 1, ("支委会",), True, None),
        ("group_meeting", "monthly", 1, ("党小组会",), None, True),
        ("party_lecture", "quarterly", 1, ("党课",), None, None),
        ("study", "monthly", 1, ("集中学习",), None, None),
        ("org_life_meeting", "yearly", 1, ("组织生活会",), None, None),
        ("appraisal", "yearly", 1, ("民主评议党员",), None, None),
    ]
    assert all(each.applies.unit_kinds == BRANCHES for each in shipped.duties())


def test_local_binds_over_central_and_both_can_be_looked_up(shipped: Catalogue) -> None:
    levels = {each.matter: each.source.level for each in shipped.duties()}
    assert levels.pop("org_life_meeting") == "central", "no local document gives the branch a number for it"
    assert set(levels.values()) == {"local"}
    ruled = [each.source.level for each in shipped.requirements if each.matter == "theme_day" and each.duty]
    assert sorted(ruled) == ["central", "local"]


def test_every_entry_says_where_it_stands(shipped: Catalogue) -> None:
    for each in shipped.requirements:
        assert each.source.document and each.source.issuer and each.source.section, each.id
        assert (each.source.level == "central") == each.id.startswith("central-"), each.id


FACTS = [
    ("cj23-studio", {"cycle_years": 1, "review_every_years": 2, "studios_min": 1, "studios_max": 2, "yuan": 5000}),
    ("cj23-studio-team", {"members_max": 5}),
    ("cj23-studio-leader", {"years_full_time_min": 2, "honours_min": 1}),
    ("cj23-studio-directions", {"directions": 11}),
    ("cj23-four-ones", {"research": 1, "salons": 1, "outings": 1, "brands": 1}),
    ("cj23-form", {"parts": 7, "plan_words_max": 2000, "results_words_max": 500, "safeguards_words_max": 500}),
    ("cj23-form-members", {"columns": 6}),
    ("cj23-form-budget", {"columns": 9}),
    ("jw18-project", {"years": 3, "plans": 4}),
    ("jw18-five-in-place", {"in_place": 5}),
    ("jw18-seven-strong", {"strong": 7}),
    ("jw18-secretary-training", {"years_to_cover": 3}),
    ("jw18-awards", {"awards": 4}),
    ("sl14-overview", {"points": 19}),
    ("sl14-02-five-services", {"services": 5}),
    ("sl14-six-haves", {"haves": 6}),
    ("js24-posts", {"full_time_min": 1, "full_time_usual": 2}),
    ("js24-duties", {"duties": 5}),
    ("js24-conditions", {"conditions": 4}),
    ("jm22-branch-size", {"members": 3, "secretaries": 1}),
    ("jm22-general-size", {"members": 5, "secretaries": 1, "full_time_deputies": 1}),
    ("jm22-branch-term", {"years": 3}),
    ("jm22-general-term", {"years": 5}),
    ("central-term-general", {"years": 3}),
    ("jm22-branch-hours", {"member_hours": 32, "secretary_hours": 56, "committee_hours": 56, "courses_min": 1}),
    ("jm22-general-hours", {"member_hours": 32, "secretary_hours": 56, "leaders_hours": 56, "courses_min": 1}),
    ("jm22-activist-training", {"hours_min": 24}),
    ("jm22-branch-admission", {"ratio": "3:1"}),
    ("jm22-branch-six-haves", {"haves": 6}),
    ("jm22-case-format", {"top_mm": 37, "bottom_mm": 35, "left_mm": 28, "right_mm": 26, "line_points": 28}),
    ("jm22-case-photos", {"pixels_min": "2M", "caption_words": 20}),
    ("jm22-register", {"forms": 2, "general_branch_rows": 20, "branch_rows": 20}),
    ("central-step-11", {"days_min": 3, "hours_min": 24}),
    ("central-step-17", {"months_max": 3}),
    ("central-lost-contact", {"months_to_suspend": 6, "years_to_remove": 2}),
]


@pytest.mark.parametrize(("id", "numbers"), FACTS, ids=[id for id, _ in FACTS])
def test_the_numbers_of_the_documents(shipped: Catalogue, id: str, numbers: dict[str, object]) -> None:
    assert numbers.items() <= dict(entry(shipped, id).numbers).items()


def test_dates_months_and_recipients_of_the_documents(shipped: Catalogue) -> None:
    for id in ("jm22-case", "jm22-contest"):
        assert (entry(shipped, id).due, entry(shipped, id).recipient) == ("2022-05-06", "组织人事处")
    assert [entry(shipped, f"cj23-{phase}").months for phase in ("apply", "midterm", "acceptance")] == [
        (6, 7, 8, 9),
        (3, 4),
        (8, 9),
    ]
    for unit in ("branch", "general"):
        assert (entry(shipped, f"jm22-{unit}-dues").cadence, entry(shipped, f"jm22-{unit}-dues").months) == (
            "half_yearly",
            (6, 12),
        )
        assert entry(shipped, f"jm22-{unit}-graduates").months == (6,)
        assert entry(shipped, f"jm22-{unit}-check").months == (9,)
    assert entry(shipped, "central-abroad-contact").cadence == "half_yearly"


def test_the_lists_of_the_documents_are_whole(shipped: Catalogue) -> None:
    ids = {each.id for each in shipped.requirements}
    assert {int(id.split("-")[1]) for id in ids if id.startswith("sl14-") and id.split("-")[1].isdecimal()} == set(
        range(1, 20)
    )
    assert {int(id[-2:]) for id in ids if id.startswith("central-step-")} == set(range(1, 26))
    assert {"jw18-climb", "jw18-pioneer", "jw18-red-collar", "jw18-foundation"} <= ids
    directions = "".join(entry(shipped, "cj23-studio-directions").details)
    assert all(mark in directions for mark in "①②③④⑤⑥⑦⑧⑨⑩⑪")


@pytest.mark.parametrize("document", LOCAL)
def test_each_paragraph_of_a_source_is_carried_or_says_why_not(shipped: Catalogue, document: str) -> None:
    paragraphs = COVERAGE[document]["paragraphs"]
    places = [each["at"] for each in paragraphs]
    assert len(places) == len(set(places))
    for each in paragraphs:
        assert each["about"], each
        assert bool(each.get("entries")) != bool(each.get("reason")), each
        assert all(id.startswith(f"{document}-") and shipped.by_id(id) for id in each.get("entries", [])), each


def test_each_local_entry_stands_for_a_paragraph(shipped: Catalogue) -> None:
    assert set(COVERAGE) == set(LOCAL)
    carried = {
        id for document in COVERAGE.values() for each in document["paragraphs"] for id in each.get("entries", [])
    }
    local = {each.id for each in shipped.requirements if each.id.split("-")[0] in LOCAL}
    assert local == carried


def test_coverage_knows_every_numbered_part() -> None:
    places = {document: [each["at"] for each in COVERAGE[document]["paragraphs"]] for document in LOCAL}
    assert [f"三.{number}" in places["cj23"] for number in range(1, 12)] == [True] * 11
    assert sum(place.split("·")[-1].isdecimal() for place in places["sl14"]) == 19
    assert [f"二.{number}" in places["js24"] for number in range(1, 6)] == [True] * 5
    for form in ("附件2（一）", "附件2（二）"):
        rows = [place for place in places["jm22"] if place.startswith(form)]
        assert len(rows) == 20 + 2, "twenty rows, the head and the result"


def test_answers_fit_one_phone_screen(shipped: Catalogue) -> None:
    for each in shipped.requirements:
        assert len(each.answer) + sum(map(len, each.details)) <= 330, each.id


def test_entries_are_values(shipped: Catalogue) -> None:
    one = entry(shipped, "jm22-case-format")
    assert len({one, one}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.title = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        one.numbers["top_mm"] = 1  # type: ignore[index]


HEAD = """[document.ours]
title = "本校党建工作细则"
number = "校党〔2026〕1号"
issuer = "本校党委"
date = "2026-03-01"
level = "local"

"""
ENTRY = """[[requirement]]
id = "ours-theme-day"
title = "主题党日"
matter = "theme_day"
kind = "rule"
subject = "党支部"
answer = "每月1次，最后一个星期三。"
cadence = "monthly"
evidence = ["主题党日"]
numbers = { times_per_month = 1 }
applies = { unit_kinds = ["branch", "direct_branch"] }
synonyms = ["党日"]
document = "ours"
section = "第三条"
duty = true
order = 1
"""


def folder(at: Path, text: str, name: str = "ours.toml") -> Path:
    at.mkdir(exist_ok=True)
    (at / name).write_text(text, encoding="utf-8")
    return at


def problems(at: Path, text: str) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder(at, text))
    return caught.value.problems


def test_an_entry_is_read_whole(tmp_path: Path) -> None:
    (one,) = load_catalogue(folder(tmp_path, HEAD + ENTRY)).requirements
    assert (one.id, one.duty, one.order, one.times, one.details, one.due) == ("ours-theme-day", True, 1, 1, (), None)
    assert (one.source.number, one.source.section, one.source.level) == ("校党〔2026〕1号", "第三条", "local")
    assert one.applies == Applies(unit_kinds=BRANCHES)


MISTAKES = [
    ('id = "ours-theme-day"', 'id = "Ours Day"', "ours.toml:9: id 写法不对"),
    ('title = "主题党日"', "", "ours.toml:8: title 不能少"),
    ('title = "主题党日"', "title = 3", "ours.toml:10: title 要是文字"),
    ('title = "主题党日"', 'title = " "', "ours.toml:10: title 不能为空"),
    ('kind = "rule"', 'kind = "law"', "ours.toml:12: kind 不认识 'law'，可用：rule project form definition"),
    ('kind = "rule"', "", "ours.toml:8: kind 不能少，可用"),
    ("每月1次，最后一个星期三。", "每" * 91, "ours.toml:14: answer 太长：91 字，最多 90 字"),
    ('cadence = "monthly"', 'cadence = "weekly"', "ours.toml:15: cadence 不认识 'weekly'"),
    ('evidence = ["主题党日"]', 'evidence = ["团日"]', "ours.toml:16: evidence 不认识 '团日'"),
    ('evidence = ["主题党日"]', 'evidence = "主题党日"', "ours.toml:16: evidence 要是列表"),
    ("times_per_month = 1", "Times = true", "ours.toml:17: numbers 里的 Times"),
    ('"branch", "direct_branch"', '"school"', "ours.toml:18: applies.unit_kinds 不认识 'school'"),
    ('applies = { unit_kinds = ["branch", "direct_branch"] }', "applies = { size = 3 }", "applies.size 是不认识的项"),
    ('synonyms = ["党日"]', 'synonyms = ["党日", "党日"]', "ours.toml:19: synonyms 里有重复的项"),
    ('synonyms = ["党日"]', 'synonyms = [""]', "ours.toml:19: synonyms 里每一项"),
    ('document = "ours"', 'document = "theirs"', "ours.toml:20: document 不认识 'theirs'"),
    ('section = "第三条"', "", "ours.toml:8: section 不能少"),
    ("duty = true", 'duty = "yes"', "ours.toml:22: duty 要是 true 或 false"),
    ('cadence = "monthly"', "", "ours.toml:22: duty 要求 kind 是 rule"),
    ("order = 1", "order = true", "ours.toml:23: order 要是整数"),
    ("order = 1", "order = -1", "ours.toml:23: order 要在 0 到"),
    ("order = 1", "months = [6, 13]", "ours.toml:23: months 要是 1 到 12"),
    ("order = 1", "months = [12, 6]", "ours.toml:23: months 要是 1 到 12"),
    ("order = 1", 'due = "5月6日"', "ours.toml:23: due 写法不对"),
    ("order = 1", "colour = 1", "ours.toml:23: colour 是不认识的项"),
    ('level = "local"', 'level = "province"', "ours.toml:6: level 不认识 'province'"),
    ('issuer = "本校党委"', "", "ours.toml:1: issuer 不能少"),
    ('kind = "rule"', "kind = rule", "ours.toml:12: TOML 写法不对"),
]


@pytest.mark.parametrize(("good", "bad", "told"), MISTAKES, ids=[told for _, _, told in MISTAKES])
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, good: str, bad: str, told: str) -> None:
    text = HEAD + ENTRY
    assert good in text
    assert any(told in each for each in problems(tmp_path, text.replace(good, bad, 1))), problems(
        tmp_path, text.replace(good, bad, 1)
    )


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = HEAD + ENTRY.replace('kind = "rule"', 'kind = "law"') + ENTRY.replace("主题党日", "")
    assert len(problems(tmp_path, text)) >= 3


def test_an_id_or_a_duty_twice_is_a_mistake(tmp_path: Path) -> None:
    told = problems(tmp_path, HEAD + ENTRY + ENTRY)
    assert any("ours.toml:25: id 'ours-theme-day' 已经用过了（ours.toml:9）" in each for each in told)
    assert any("同一事项 'theme_day' 已有一条经常性任务" in each for each in told)


def test_a_folder_that_is_not_there_and_a_file_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="没有这个目录"):
        load_catalogue(tmp_path / "none")
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogueError, match=r"bad\.toml:1: 读不了"):
        load_catalogue(tmp_path)


def test_tables_that_are_none_are_mistakes_and_no_crash(tmp_path: Path) -> None:
    assert problems(tmp_path, "requirement = 3\n") == ["ours.toml:1: requirement 要写成 [[requirement]]"]
    assert problems(tmp_path, "requirement = [1]\n") == ["ours.toml:1: requirement 要写成 [[requirement]]"]
    assert "ours.toml:1: document 要是表" in problems(tmp_path, "document = 1\n")
    assert problems(tmp_path, "[document]\nours = 1\n") == ["ours.toml:1: document.ours 要是表"]


def test_an_institution_lays_its_own_over_the_shipped_ones(tmp_path: Path) -> None:
    before = load_catalogue()
    own = load_catalogue(own=folder(tmp_path, HEAD + ENTRY))
    assert next(each for each in own.duties() if each.matter == "theme_day").id == "ours-theme-day"
    assert own.by_id("jm22-branch-theme-day") is None, "an own duty replaces the shipped one of its level"
    assert own.by_id("central-theme-day") is not None, "central stays beside it"
    assert len(own.requirements) == len(before.requirements)


def test_an_institution_replaces_an_entry_by_its_id(tmp_path: Path) -> None:
    text = ENTRY.replace("ours-theme-day", "jm22-branch-term").replace("theme_day", "term_branch", 1)
    text = text.replace("duty = true\n", "").replace("每月1次，最后一个星期三。", "每届4年。")
    own = load_catalogue(own=folder(tmp_path, HEAD + text))
    changed = own.by_id("jm22-branch-term")
    assert changed and (changed.answer, changed.source.document) == ("每届4年。", "本校党建工作细则")
    assert len(own.requirements) == len(load_catalogue().requirements)


def test_an_institution_leaves_other_schools_documents_out(tmp_path: Path) -> None:
    own = load_catalogue(own=folder(tmp_path, 'leave_out = ["jm22-*", "cj23-*"]\n' + HEAD + ENTRY))
    assert not [each.id for each in own.requirements if each.id.startswith(("jm22-", "cj23-"))]
    assert [each.matter for each in own.duties()] == [
        *("theme_day", "general_meeting", "committee_meeting", "group_meeting", "org_life_meeting", "appraisal")
    ]


def test_an_institution_adds_words(tmp_path: Path) -> None:
    own = load_catalogue(own=folder(tmp_path, 'same = [["主题党日", "红色星期三"]]\n', "words.toml"))
    assert ("主题党日", "红色星期三") in own.words
    with pytest.raises(CatalogueError, match=r"words\.toml:1: same 第 1 组"):
        load_catalogue(own=folder(tmp_path, 'same = [["一个词"]]\n', "words.toml"))
