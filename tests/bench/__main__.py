"""``make bench``: the bare limit and the whole bot side by side in one run, with what was promised beside it.

``--quick`` takes under a minute and says less; ``--json FILE`` keeps the figures.
"""

import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from config.settings import load as load_settings
from tests.bench import delivering, inside, notices, postgres, school, servers, understanding
from tests.bench.contest import Runner, WrongAnswer, ask, count, play, ratios, work_ratios
from tests.bench.load import CONNECTIONS
from tests.bench.report import Report
from tests.bench.servers import Server, free_port, write_config

SUMMARIES, SUMMARY, PICTURE = 30.0, 100.0, 1000.0
LOOKUP, SUBMISSION, P99, MEMORY, START, SAME, FINDING, YEAR = 0.35, 0.20, 50.0, 130.0, 1.5, 0.10, 5.0, 60.0
KINDS = {
    "requirement": "lookup 要求 党课",
    "status": "lookup 还差什么",
    "submission": "submission (a message)",
}
CHOSEN = ("aiohttp.web", "apscheduler.schedulers.asyncio", "jinja2", "sqlalchemy", "wechatpy")
FEW = 1_000
MISSPELT = "要求 党科多久上一次"


@dataclass(frozen=True)
class Plan:
    rounds: int
    seconds: float
    starts: int
    branches: int
    many_branches: int
    many: int
    quick: bool


FULL = Plan(5, 2.0, 5, 512, 3968, 1_000_000, quick=False)
QUICK = Plan(3, 0.5, 3, 64, 256, 20_000, quick=True)


def main() -> int:
    arguments = _arguments()
    plan, report, begun = (QUICK if arguments.quick else FULL), Report(), time.perf_counter()
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        _say("Notices …")
        notices.measure(report)
        understanding.measure(report)
        _say("Delivery …")
        delivering.measure(folder, report, 1_000 if plan.quick else 10_000)
        _say("SQLite: the limit and the bot …")
        _sqlite(folder, plan, report)
        _say("PostgreSQL: the same …")
        _postgres(folder, plan, report)
        _say(f"{FEW:,} records and {plan.many:,} …")
        _sizes(folder, plan, report)
    except WrongAnswer as wrong:
        print(f"The bot gave a wrong answer, so nothing is reported: {wrong}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    spent = time.perf_counter() - begun
    report.notes.append(f"{spent:.0f} s in all; load average at the end {os.getloadavg()[0]:.1f}")
    print("\n".join(report.lines()))
    if arguments.json:
        about = {"seconds": round(spent), "quick": plan.quick, "cores": os.cpu_count(), "python": sys.version}
        report.write(arguments.json, about)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute, fewer and shorter rounds")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    return parser.parse_args()


def _say(words: str) -> None:
    print(words, flush=True)


# -- the limit and the bot --------------------------------------------------------------------------------------------


def _sqlite(folder: Path, plan: Plan, report: Report) -> None:
    port = free_port()
    config = write_config(folder / "demo", f"sqlite:///{folder}/demo/zhibu.db", port)
    first = servers.bot(config, port)
    first.stop()
    starts = [_started(config, port) for _ in range(plan.starts)]
    report.add("Start", "to the first 200 of /healthz", [one.started for one in starts], "s", under=START)
    report.add(
        "Start", "  beside it: importing the chosen five", [_imported() for _ in starts], "s", note=" ".join(CHOSEN)
    )
    report.add("Start", "  processor used until then", [one.start_cpu for one in starts], "s")
    report.add("Start", "the very first, with an empty database", first.started, "s")
    url, limit_url = f"sqlite:///{folder}/bot/zhibu.db", f"sqlite:///{folder}/limit/zhibu.db"
    school.furnish(write_config(folder / "limit", limit_url, port), 0)
    _contest("SQLite", folder / "bot", url, limit_url, plan, report)


def _postgres(folder: Path, plan: Plan, report: Report) -> None:
    binaries = postgres.programs()
    if binaries is None:
        report.notes.append("PostgreSQL is not installed here: not measured")
        return
    with postgres.cluster(binaries, ("bot", "limit")) as (url, limit_url):
        school.furnish(write_config(folder / "pg-limit", limit_url, free_port()), 0)
        _contest("PostgreSQL", folder / "pg", url, limit_url, plan, report)


def _contest(engine: str, folder: Path, url: str, limit_url: str, plan: Plan, report: Report) -> None:
    """Rounds in turn on one engine, and what they say."""
    port, limit_port = free_port(), free_port()
    senders = school.furnish(config := write_config(folder, url, port, platform=limit_port), plan.branches)
    limit = servers.limit(limit_url, limit_port, folder / "limit.log")
    bot = servers.bot(config, port)
    base = Runner("limit", limit, senders)
    others = [Runner(what, bot, senders) for what in KINDS]
    kept, filed = count(limit_url, "inbox"), count(url, "records", "state='submitted'")
    section = f"{engine}, {CONNECTIONS} at once, {plan.branches} branches beside the demo"
    try:
        play([base, *others], plan.rounds, plan.seconds)
        _tell(section, base, others, report)
        report.add(section, "memory of the bot, the most it held", bot.peak_memory(), "MiB", under=MEMORY)
        ask(bot, senders[0], MISSPELT)
        report.add(section, "  after a question with a slip in it", bot.peak_memory(), "MiB", under=MEMORY)
        report.add(section, "memory of the limit", limit.peak_memory(), "MiB")
    finally:
        bot.stop()
        limit.stop()
    _account("rows of the limit", count(limit_url, "inbox") - kept, base.answered)
    _account("records filed", count(url, "records", "state='submitted'") - filed, others[-1].filed)


def _account(what: str, there: int, expected: int) -> None:
    if there != expected:
        raise WrongAnswer(f"{what}: {there} in the database, {expected} answered")


def _tell(section: str, base: Runner, others: list[Runner], report: Report) -> None:
    report.add(section, "the bare limit", base.rates, "/s", note=_aside(base))
    report.add(section, "  p99", [one.percentile(0.99) for one in base.rounds], "ms")
    for runner in others:
        least = SUBMISSION if runner.what == "submission" else LOOKUP
        report.add(section, KINDS[runner.what], runner.rates, "/s", note=_aside(runner))
        report.add(section, "  ratio to the limit", ratios(runner, base), at_least=least)
        report.add(section, "  the same by processor used", work_ratios(runner, base))
        report.add(section, "  p50", [one.percentile(0.50) for one in runner.rounds], "ms")
        report.add(section, "  p99", [one.percentile(0.99) for one in runner.rounds], "ms", under=P99)
    records = [rate / 2 for rate in others[-1].rates]
    report.add(section, "completed records (sentence and 好)", records, "/s")
    report.add(section, "  ratio to the limit", [ratio / 2 for ratio in ratios(others[-1], base)])


def _aside(runner: Runner) -> str:
    """Processor of the server for one message, and what the client itself took of the machine meanwhile."""
    server = statistics.median(one.server_micros for one in runner.rounds)
    client = statistics.median(one.client_cpu / one.seconds for one in runner.rounds)
    return f"server {server:.0f} µs a message; client {client:.0%} of a core"


def _imported() -> float:
    """Seconds that an interpreter takes to import the packages that the bot is built on, and nothing of ours."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {', '.join(CHOSEN)}"], check=True)
    return time.perf_counter() - begun


def _started(config: Path, port: int) -> Server:
    server = servers.bot(config, port)
    server.stop()
    return server


# -- few records and many ---------------------------------------------------------------------------------------------


def _sizes(folder: Path, plan: Plan, report: Report) -> None:
    section = f"{plan.many_branches} branches beside the demo, SQLite"
    few = folder / "few"
    config = write_config(few, f"sqlite:///{few}/zhibu.db", free_port())
    senders = school.furnish(config, plan.many_branches)
    many = folder / "many"
    many.mkdir()
    _copy(few / "zhibu.db", many / "zhibu.db")
    school.fill(few / "zhibu.db", FEW)
    begun = time.perf_counter()
    school.fill(many / "zhibu.db", plan.many)
    report.notes.append(f"filled to {plan.many:,} records in {time.perf_counter() - begun:.0f} s")
    pair = [_server(few), _server(many)]
    runners = [Runner("submission", server, senders) for server in pair]
    try:
        play(runners, plan.rounds, plan.seconds)
    finally:
        for server in pair:
            server.stop()
    report.add(section, f"submissions with {FEW:,} records", runners[0].rates, "/s", note=_aside(runners[0]))
    report.add(section, f"submissions with {plan.many:,} records", runners[1].rates, "/s", note=_aside(runners[1]))
    report.add(section, "  many against few", ratios(runners[1], runners[0]), at_least=1 - SAME)
    report.add(section, "  the same by processor used", work_ratios(runners[1], runners[0]))
    _inside(many, senders[0], section, plan, report)


def _server(folder: Path) -> Server:
    port = free_port()
    return servers.bot(write_config(folder, f"sqlite:///{folder}/zhibu.db", port), port)


def _inside(folder: Path, sender: str, section: str, plan: Plan, report: Report) -> None:
    app = school.opened(load_settings(folder / "zhibu.toml"))
    try:
        note = f"with {plan.many:,} records"
        report.add(section, "one branch's status, message to words", inside.status(app, sender), "ms", note=note)
        report.add(section, "a tick in which nothing falls due", inside.ticking(app), "ms", note=note)
        spent, made = inside.year(app)
        report.add(section, "a year's duties of all branches", spent, "s", note=f"{made:,} made, {note}", under=YEAR)
        spent, made = inside.summaries(app)
        told = f"{made} of them, {note}" if made else "given up"
        report.add(section, "the Monday summaries", spent / 1e3, "s", under=SUMMARIES, note=told)
        report.add(section, "one college's week, message to words", inside.one_summary(app), "ms", under=SUMMARY)
        report.add(section, "  its picture", inside.drawing(app), "ms", under=PICTURE)
    finally:
        app.database.close()
    report.add(section, "reading one message of the corpus", inside.reading(), "µs")
    report.add(section, f"a question asked of {inside.ENTRIES:,} requirements", inside.finding(), "ms", under=FINDING)


def _copy(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copyfile(source, target)


if __name__ == "__main__":
    sys.exit(main())
