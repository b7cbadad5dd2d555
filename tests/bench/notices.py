"""What is measured of notices: how much is read right, and what a file costs in time and memory."""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from handlers.notices import read_notice
from tests.bench.report import Report
from tests.bot.papers.made import as_docx
from tests.handlers.notices.notice_corpus import CASES, FIRST_SIGHT, HELD_OUT, LATER, TUNED
from tests.handlers.notices.notice_score import score

SECTION = "Notices"
RIGHT = {"recall": 0.95, "precision": 0.95, "deadline": 0.97, "level": 0.90}
TEN_PAGES, FILE_SECONDS, FILE_MEMORY = 9_000, 1.0, 200.0
ROUNDS = 5


def measure(report: Report) -> None:
    """The figures of the issue: shares on each part of the corpus, a page's time, a file's time and memory."""
    for name, cases in (("tuned", TUNED), ("held out", HELD_OUT), ("later", LATER)):
        result = score(cases)
        for field, least in RIGHT.items():
            first = sorted({case.name[0] for case in cases} & FIRST_SIGHT.keys())
            note = ", ".join(f"{FIRST_SIGHT[part][field]:g}" for part in first)
            note = f"{note} at first sight" if note else ""
            report.add(
                SECTION, f"{field}, {name} ({result.asked[field]})", result.share(field), at_least=least, note=note
            )
        report.add(SECTION, f"dates wrongly taken, {name}", len(result.harmful), under=1)
    report.add(SECTION, "reading one notice of the corpus", [_reading() for _ in range(ROUNDS)], "ms")
    seconds, memory = _file()
    report.add(
        SECTION, "a docx of ten pages, read by the program", seconds, "s", under=FILE_SECONDS, note="zhibu notice read"
    )
    report.add(SECTION, "  the most memory of a process", memory, "MiB", under=FILE_MEMORY)


def _reading() -> float:
    begun = time.perf_counter()
    for case in CASES:
        read_notice(case.text, case.day)
    return 1e3 * (time.perf_counter() - begun) / len(CASES)


def _file() -> tuple[list[float], float]:
    """Seconds from the command to its end, child and all, and the most that a process of it held."""
    text = "\n".join(case.text for case in CASES)[:TEN_PAGES]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ten.docx"
        file.write_bytes(as_docx(text))
        spans = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "bot", "notice", "read", str(file), "--date", "2026-01-08", "--json"],
                check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            spans.append(time.perf_counter() - begun)
    assert statistics.median(spans) > 0
    return spans, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
