"""The corpus: the tuned half exactly, the held-out half by its accuracy and without a harmful error."""

import pytest

from handlers.reading import INTENTS, KINDS, understand
from tests.handlers.reading.corpus import CASES, HELD_OUT, LATER, STUMBLED, TUNED, Case
from tests.handlers.reading.reading_score import FACTS, WORDS, context, score


@pytest.mark.parametrize("case", TUNED + LATER + STUMBLED, ids=lambda case: case.text[:24] or "(nothing)")
def test_every_message_is_understood_whole(case: Case) -> None:
    assert score((case,)).differences == []


def test_the_held_out_half_is_understood_nearly_as_well() -> None:
    result = score(HELD_OUT)
    assert result.share("intent") >= 0.97, result.differences
    assert result.share(*FACTS) >= 0.97, result.differences
    assert result.share(*WORDS) >= 0.95, result.differences


def test_nothing_harmful_is_read_in_the_whole_corpus() -> None:
    assert score(CASES + LATER + STUMBLED).harmful == []


@pytest.mark.parametrize("text", ["明天和李明谈心谈话，他最近压力大", "跟陈刚谈了谈家里的事", "找他谈话了", "谈心谈话"])
@pytest.mark.parametrize("waiting", [False, True])
def test_words_of_a_talk_are_marked_as_not_to_be_kept(text: str, waiting: bool) -> None:
    assert understand(text, context(draft_open=waiting)).private


@pytest.mark.parametrize(
    "text", ["昨天开了支委会，应到5实到5", "党课有什么要求", "谈得来", "学习《习近平谈治国理政》，谈心得"]
)
def test_other_words_are_kept(text: str) -> None:
    assert not understand(text, context()).private


def test_the_corpus_uses_the_contracts_words() -> None:
    assert len(CASES) >= 220
    assert {case.intent for case in CASES} == set(INTENTS)
    assert {kind for case in CASES for record in case.records for kind in record["kinds"]} == set(KINDS)
