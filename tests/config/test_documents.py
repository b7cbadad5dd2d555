"""An institution's own originals, and overrides that cannot be: told with file and line, and the rest serves."""

from pathlib import Path

import pytest

from config.catalogue import CatalogueError, load_catalogue
from config.documents import LARGEST, Documents, Original, load_documents
from tests.config.test_catalogue import ENTRY, HEAD, folder

RULES = """# 本校党建工作细则

校党〔2026〕1号

第一条 为了规范组织生活，制定本细则。
第二条 适用于全校各党支部。
第三条 主题党日每月1次，安排在每月最后一个星期三。

第四条 遇节假日顺延。
"""


def originals(at: Path, text: str = RULES, name: str = "细则.md") -> Path:
    (at / "documents").mkdir(parents=True, exist_ok=True)
    (at / "documents" / name).write_text(text, encoding="utf-8")
    return at


def test_an_entry_names_the_line_of_an_original(tmp_path: Path) -> None:
    own = folder(originals(tmp_path), HEAD + ENTRY + 'document_file = "细则.md"\nline = 7\n')
    catalogue = load_catalogue(own=own)
    entry = catalogue.by_id("ours-theme-day")
    assert entry and (entry.document_file, entry.line) == ("细则.md", 7)
    original = catalogue.documents.file("细则.md")
    assert original
    quote = original.at(7)
    assert quote and quote.text == "第三条 主题党日每月1次，安排在每月最后一个星期三。"
    assert [one.line for one in original.around(7)] == [7, 9]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('document_file = "别的.md"\n', "ours.toml:24: document_file 没有 documents/别的.md 这个文件"),
        ('document_file = "细则.md"\nline = 8\n', "ours.toml:25: line 细则.md 第 8 行没有文字"),
        ('document_file = "细则.md"\nline = 99\n', "ours.toml:25: line 细则.md 第 99 行没有文字"),
        ("line = 7\n", "ours.toml:24: line 要同 document_file 一起写"),
        ('document_file = "../细则.md"\n', "ours.toml:24: document_file 写法不对"),
    ],
)
def test_a_line_that_is_not_there_is_told(tmp_path: Path, more: str, told: str) -> None:
    own = folder(originals(tmp_path), HEAD + ENTRY + more)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(own=own)
    assert any(told in one for one in caught.value.problems), caught.value.problems


def test_a_section_is_found_in_its_own_document_only() -> None:
    documents = Documents([Original("细则.md", tuple(RULES.splitlines())), Original("别的.md", ("第三条 别的事。",))])
    found = documents.under("本校党建工作细则", "", "第三条")
    assert found and (found.file, found.line) == ("细则.md", 7)
    assert documents.under("本校党建工作细则", "", "第九条") is None
    assert documents.under("没有载入的办法", "校党〔2020〕9号", "第三条") is None
    by_number = documents.under("改了名的细则", "校党〔2026〕1号", "第四条")
    assert by_number and by_number.line == 9


def test_words_are_found_with_their_lines() -> None:
    documents = Documents([Original("细则.md", tuple(RULES.splitlines()))])
    assert [one.line for one in documents.containing("主题党日 星期三")] == [7]
    assert documents.containing("党费") == [] and documents.containing("，") == []
    assert len(documents.containing("条", limit=2)) == 2


def test_originals_that_cannot_be_read_are_told_and_the_others_serve(tmp_path: Path) -> None:
    originals(tmp_path)
    (tmp_path / "documents" / "坏.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "documents" / "大.txt").write_bytes(b"x" * (LARGEST + 1))
    (tmp_path / "documents" / "图.png").write_bytes(b"x")
    problems: list[str] = []
    found = load_documents(tmp_path / "documents", problems)
    assert [one.file for one in found.originals] == ["细则.md"]
    assert len(problems) == 2 and all(":1: " in one for one in problems)
    assert load_documents(tmp_path / "none", problems).originals == () and len(problems) == 2


# -- bad input: the rest still serves ----------------------------------------------------------------------------------

BAD = [
    ('unit_kinds = ["branch", "direct_branch"]', 'unit_kinds = ["school"]', ":18: applies.unit_kinds 不认识 'school'"),
    ('"direct_branch"] }', '"direct_branch"], min_full_members = 9, max_full_members = 6 }', ":18: applies 自相矛盾"),
    ('["branch", "direct_branch"]', '["general_branch"], groups = true', ":18: applies 自相矛盾"),
    ("numbers = { times_per_month = 1 }", "numbers = { a_min = 3, a_max = 2 }", ":17: numbers 自相矛盾"),
    ("order = 1", "times = 40", ":23: times 做不到：28天里不能有40次"),
    ("order = 1", "times = 0", ":23: times 做不到"),
    ("order = 1", 'due = "2026-05-06"', ":23: due 经常性任务的期限不能写年份"),
    ("order = 1", 'replaces = ["ours-theme-day"]', ":23: replaces 绕成了一圈"),
    ("order = 1", 'replaces = ["no-such-entry"]', ":23: replaces 没有 'no-such-entry' 这一条"),
]


@pytest.mark.parametrize(("good", "bad", "told"), BAD, ids=[told for _, _, told in BAD])
def test_what_cannot_be_is_told_with_its_line_and_the_rest_serves(
    tmp_path: Path, good: str, bad: str, told: str
) -> None:
    other = (
        ENTRY.replace("ours-theme-day", "ours-term").replace('"theme_day"', '"ours_term"').replace("duty = true\n", "")
    )
    own = folder(tmp_path, HEAD + ENTRY.replace(good, bad, 1) + other)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(own=own)
    assert any(f"ours.toml{told}" in one for one in caught.value.problems), caught.value.problems
    served = load_catalogue(own=own, strict=False)
    assert list(served.problems) == caught.value.problems
    assert served.by_id("ours-theme-day") is None, "what is wrong is left out"
    assert served.by_id("jm22-branch-theme-day") is not None, "and what it would have replaced stands"
    assert served.by_id("ours-term") is not None, "the institution's other entries serve"
    assert len(served.duties()) == len(load_catalogue().duties())


def test_entries_that_replace_each_other_in_a_ring_are_all_left_out(tmp_path: Path) -> None:
    def entry(name: str, replaces: str) -> str:
        text = ENTRY.replace("ours-theme-day", name).replace('"theme_day"', f'"{name[-1]}_matter"')
        return text.replace("duty = true\n", f'replaces = ["{replaces}"]\n')

    own = folder(tmp_path, HEAD + entry("ours-a", "ours-b") + entry("ours-b", "ours-c") + entry("ours-c", "ours-a"))
    served = load_catalogue(own=own, strict=False)
    assert [served.by_id(f"ours-{name}") for name in "abc"] == [None] * 3
    assert len(served.problems) == 3 and all("绕成了一圈：ours-" in one for one in served.problems)


def test_an_entry_takes_the_place_of_those_that_it_names(tmp_path: Path) -> None:
    text = ENTRY.replace("duty = true\n", 'replaces = ["jm22-branch-dual", "central-dual"]\n')
    served = load_catalogue(own=folder(tmp_path, HEAD + text.replace('"theme_day"', '"dual"')))
    assert served.by_id("jm22-branch-dual") is None and served.by_id("central-dual") is None
    assert served.by_id("ours-theme-day") is not None


def test_a_file_that_is_no_toml_or_a_folder_that_is_not_there_stops_nothing(tmp_path: Path) -> None:
    before = len(load_catalogue().requirements)
    served = load_catalogue(own=folder(tmp_path, "answer = \n"), strict=False)
    assert len(served.requirements) == before and served.problems[0].startswith("ours.toml:1: TOML 写法不对")
    served = load_catalogue(own=tmp_path / "none", strict=False)
    assert len(served.requirements) == before and "没有这个目录" in served.problems[0]


def test_an_entry_without_a_sound_source_is_not_shown(tmp_path: Path) -> None:
    served = load_catalogue(own=folder(tmp_path, HEAD.replace('issuer = "本校党委"\n', "") + ENTRY), strict=False)
    assert served.by_id("ours-theme-day") is None and "issuer 不能少" in served.problems[0]
