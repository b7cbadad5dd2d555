"""Patterns compiled late and led by a look at the first character match exactly what they matched without it."""

import importlib
import pkgutil
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handlers
from config import charsets, patterns
from config.patterns import looks_ahead, regex
from tests.handlers.reading.corpus import CASES


def every_pattern() -> dict[str, patterns._Waiting]:
    found = {}
    for module in pkgutil.walk_packages(handlers.__path__, "handlers."):
        for name, value in vars(importlib.import_module(module.name)).items():
            many = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
            for number, one in enumerate(many):
                if isinstance(one, patterns._Waiting):
                    found[f"{module.name}.{name}.{number}"] = one
    return found


def test_every_pattern_of_the_house_finds_the_same_with_and_without_the_look_ahead() -> None:
    texts = [case.text for case in CASES]
    known = every_pattern()
    assert len(known) > 150
    helped = 0
    for name, one in known.items():
        helped += looks_ahead(one.pattern, one._flags)
        plain, quick = re.compile(one.pattern, one._flags), regex(one.pattern, one._flags)
        for text in texts:
            assert [m.span() for m in plain.finditer(text)] == [m.span() for m in quick.finditer(text)], name
            assert bool(plain.match(text)) == bool(quick.match(text)), name
            assert bool(plain.fullmatch(text)) == bool(quick.fullmatch(text)), name
    assert helped > 60


MADE = [
    "a*b|c", "a*", "(?:a|)b", "^x?y", "(?<=a)b|[cd]e", "(?!a)[a-c]", r"\d+a|b", "(?i:a)|b", "(a)\\1|b", "[^a]b|c",
    "a$|b", "(?:)", "a|b$|^", r"\s*a|\w", "(?P<n>a|b)c|d", "a{0,2}?b|c", "(?:a|b*)c",
]  # fmt: skip


@given(st.sampled_from(MADE), st.text(alphabet="abcdexy1 \n", max_size=12))
def test_whatever_the_pattern_and_the_text(words: str, text: str) -> None:
    plain, quick = re.compile(words), regex(words)
    assert [m.span() for m in plain.finditer(text)] == [m.span() for m in quick.finditer(text)]
    assert plain.sub("-", text) == quick.sub("-", text)


def test_what_the_engine_finds_quickly_by_itself_is_left_as_it_is() -> None:
    for words in ("党课", "[党课]", "党课|支委会", "(?:党课)", ".*末", "(?:a|)", "(?i)a|[b]"):
        assert not looks_ahead(words)
    assert looks_ahead("吗|[?!]|怎么")


def test_a_mistake_in_a_pattern_is_told_at_the_first_question() -> None:
    broken = regex("(")
    with pytest.raises(re.error):
        broken.search("a")
    assert not hasattr(broken, "nothing_of_the_kind")


SETS = [
    "[上中下]", "[^,。;]", r"[\d一二三四]", "[\u4e00-\u9fff]", "[^\u4e00-\u9fff“]+", "[a-c上下中]|x",
    "[\U0001f600上中下]", "(?i)[a上中下]", "(?i:[a上中下])", "[上下]", "(?>[上中下])", "[a-z]", r"[^\s\d上中下]",
    "[\x00-\U0010ffff]", "[一-龥]",
]  # fmt: skip


@given(
    st.sampled_from(SETS),
    st.text(alphabet="aAbz1 ,。;上中下一三\u4dff\u4e00\u9fff\ua000“龥\U0001f600\uffff", max_size=12),
)
def test_a_set_holds_what_it_held(words: str, text: str) -> None:
    plain, quick = re.compile(words), regex(words)
    assert [m.span() for m in plain.finditer(text)] == [m.span() for m in quick.finditer(text)]


def test_the_table_is_the_one_that_this_pythons_engine_reads() -> None:
    assert charsets._as_known()
