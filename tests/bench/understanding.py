"""What is measured of messages: how much of each field the whole bot reads right in the sets of tests/messages."""

import asyncio
import logging
import tempfile
from pathlib import Path

from tests.bench.report import Report
from tests.messages.score import FACTS, WORDS, Score
from tests.messages.test_messages import SETS, scored

SECTION = "Messages"
FIRST_SIGHT = {"told": (0.976, 0.939), "final_told": (0.985, 0.981)}
"""Facts and words of a set when it was read for the first time; of ``told`` the kept half. Mended afterwards."""


def measure(report: Report) -> None:
    """The figures of the issue, set by set."""
    logging.disable(logging.INFO)
    for name in SETS:
        with tempfile.TemporaryDirectory() as folder:
            score: Score = asyncio.run(scored(name, Path(folder)))
        first = FIRST_SIGHT.get(name)
        facts, words = (f"{share:g} at first sight" if first else "" for share in first or ("", ""))
        report.add(SECTION, f"{name}: facts", score.share(*FACTS), at_least=0.97, note=facts)
        report.add(SECTION, f"{name}: place, host, recorder, topic", score.share(*WORDS), at_least=0.94, note=words)
        report.add(SECTION, f"{name}: intent", score.share("intent"))
        if score.asked["findings raised"]:
            report.add(SECTION, f"{name}: findings raised", score.share("findings raised"), at_least=0.95)
            alarms = 1 - score.share("no false alarm")
            report.add(SECTION, f"{name}: records with a finding too many", alarms)
        report.add(SECTION, f"{name}: harmful", len(score.harmful), under=1)
        report.add(SECTION, f"{name}: asked in vain, of a whole message", score.asked_in_vain / max(1, score.whole))
