"""The contest: the limit and the bot in turn, round by round, on one engine; every sampled answer verified."""

from dataclasses import dataclass, field

import sqlalchemy as sa

from bot.channels.channel import Answer
from storage.database import make_engine
from tests.bench import load
from tests.bench.load import Round
from tests.bench.messages import AES_KEY, AGENT, CORP, SIGNS, TOKEN, Item, lookups, submissions
from tests.bench.servers import Server
from tests.fakes.callers import WecomAppCaller

ASKED = {"limit": "还差什么", "requirement": "要求 党课", "status": "还差什么"}
WARM_UP = 256
FLOOR = 128
"""Messages of the shortest round: two for each connection."""


class WrongAnswer(Exception):
    """The server answered, but not with what it should: no figure of this run counts."""


@dataclass
class Runner:
    """One server under one kind of load. ``filed`` counts the submissions handed in so far, over all rounds."""

    what: str
    server: Server
    senders: list[str]
    filed: int = 0
    answered: int = 0
    rate: float = 0.0
    rounds: list[Round] = field(default_factory=list)

    def warm_up(self) -> None:
        """Caches filled, statements compiled; also tells how many calls make a round of the wanted length."""
        self.rate = self._run(WARM_UP).rate

    def round(self, seconds: float) -> Round:
        done = self._run(max(FLOOR, int(self.rate * seconds)))
        self.rounds.append(done)
        self.rate = done.rate
        return done

    @property
    def rates(self) -> list[float]:
        return [one.rate for one in self.rounds]

    def _run(self, calls: int) -> Round:
        done = load.drive(self.server.port, self._items(calls), self.server.pid)
        if done.refused or done.empty:
            told = f"{done.refused} refused and {done.empty} empty of {done.count}, slowest {done.percentile(1):.0f} ms"
            raise WrongAnswer(f"{self.what}: {told}; {self.server.complaint()}")
        _verify(done)
        self.answered += done.count
        return done

    def _items(self, calls: int) -> list[Item]:
        if self.what != "submission":
            return lookups(self.what, ASKED[self.what], self.senders, calls)
        items = submissions(self.senders, calls // 2, self.filed)
        self.filed += len(items)
        return items


_caller = WecomAppCaller(TOKEN, AES_KEY, CORP, AGENT)


def _verify(done: Round) -> None:
    """wechatpy opens what our envelope sealed: a second opinion, and the words are the right ones."""
    for asked, body in done.sample:
        words = _caller.read(Answer(body)).get("Content", "")
        if SIGNS[asked] not in words:
            raise WrongAnswer(f"{asked}: {words!r}")


def play(runners: list[Runner], rounds: int, seconds: float) -> None:
    """Everybody warms up, then A B C, A B C …, so that the machine's moods fall on all alike."""
    for runner in runners:
        runner.warm_up()
    for _ in range(rounds):
        for runner in runners:
            runner.round(seconds)


def ratios(runner: Runner, base: Runner) -> list[float]:
    """Round by round against the base's neighbouring round."""
    return [mine / other for mine, other in zip(runner.rates, base.rates, strict=True)]


def work_ratios(runner: Runner, base: Runner) -> list[float]:
    """The same by processor used for a message: what a busy neighbour on the machine changes least."""
    pairs = zip(runner.rounds, base.rounds, strict=True)
    return [other.server_micros / mine.server_micros for mine, other in pairs]


def ask(server: Server, sender: str, words: str) -> None:
    """One question beside the rounds; any answer will do."""
    done = load.drive(server.port, lookups("question", words, [sender], 1), server.pid)
    if done.refused or done.empty:
        raise WrongAnswer(f"{words}: no answer")


def count(url: str, table: str, where: str = "1=1") -> int:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return int(connection.execute(sa.text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one())
    finally:
        engine.dispose()
