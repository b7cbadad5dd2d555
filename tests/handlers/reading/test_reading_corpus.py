"""The corpus: the tuned half exactly, the held-out half by its accuracy and without a harmful error."""

import time

import pytest

from handlers.reading import INTENTS, KINDS, understand
from tests.handlers.reading.corpus import CASES, HELD_OUT, LATER, TUNED, Case
from tests.handlers.reading.reading_score import FACTS, WORDS, context, score


@pytest.mark.parametrize("case", TUNED + LATER, ids=lambda case: case.text[:24] or "(nothing)")
def test_every_message_is_understood_whole(case: Case) -> None:
    assert score((case,)).differences == []


def test_the_held_out_half_is_understood_nearly_as_well() -> None:
    result = score(HELD_OUT)
    assert result.share("intent") >= 0.97, result.differences
    assert result.share(*FACTS) >= 0.97, result.differences
    assert result.share(*WORDS) >= 0.95, result.differences


def test_nothing_harmful_is_read_in_the_whole_corpus() -> None:
    assert score(CASES + LATER).harmful == []


def test_the_corpus_uses_the_contracts_words() -> None:
    assert len(CASES) >= 220
    assert {case.intent for case in CASES} == set(INTENTS)
    assert {kind for case in CASES for record in case.records for kind in record["kinds"]} == set(KINDS)


def test_a_message_is_read_in_a_few_milliseconds() -> None:
    began = time.process_time()
    for case in CASES:
        understand(case.text, context(**case.context))
    assert (time.process_time() - began) / len(CASES) < 0.003
