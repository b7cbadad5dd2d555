"""The catalogue: what documents ask of units and people, as frozen entries that always carry their source.

The shipped entries stand in ``config/requirements/*.toml``; an institution lays a folder of its own over them. The
catalogue knows files and nothing of records, units or chats. Whatever is wrong is told at once, with file and line;
the good entries serve all the same where the caller asks for it.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, cast

from config.documents import FOLDER, Documents, load_documents
from config.handwritten import Lines, Table, Where
from config.requirement import (
    BRANCH_TYPES,
    CADENCES,
    EVIDENCE,
    KINDS,
    LEVELS,
    RECURRING,
    UNIT_KINDS,
    Kind,
    Level,
    contradictions,
)
from config.requirement import Applies as Applies
from config.requirement import Requirement as Requirement
from config.requirement import Source as Source

SHIPPED = Path(__file__).parent / "requirements"
BESIDE = ("coverage.toml", "words.toml")
"""Files of the folder that hold no requirements."""

ANSWER_LIMIT = 90
"""Characters: an answer with its details and source must fit one phone screen."""
LAST = 1000
"""Entries without an order of their own stand behind those that have one."""


class CatalogueError(Exception):
    """The catalogue cannot be used. ``problems`` has one line each: file:line, what, how to mend it (Chinese)."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


class Catalogue:
    """All requirements in display order."""

    def __init__(
        self,
        requirements: Iterable[Requirement],
        words: Iterable[tuple[str, ...]] = (),
        *,
        problems: Iterable[str] = (),
        documents: Documents | None = None,
    ) -> None:
        self.requirements = tuple(sorted(requirements, key=lambda each: each.order))
        self.words = tuple(words)
        """Groups of words that people use for one thing; the first of each group is the one that entries use."""
        self.problems = tuple(problems)
        """What was wrong and is left out (Chinese, ``file:line: what``); empty where everything is read."""
        self.documents = documents or Documents()
        self._by_id = {each.id: each for each in self.requirements}
        self._duties = _binding(self.requirements)

    def by_id(self, id: str) -> Requirement | None:
        return self._by_id.get(id)

    def duties(self) -> tuple[Requirement, ...]:
        """One for each matter: where local and central both make a duty of it, the local one binds."""
        return self._duties


def _binding(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    found: dict[str, Requirement] = {}
    for each in requirements:
        if each.duty and (each.matter not in found or each.source.level == "local"):
            found[each.matter] = each
    return tuple(sorted(found.values(), key=lambda each: each.order))


def load_catalogue(folder: Path | None = None, own: Path | None = None, *, strict: bool = True) -> Catalogue:
    """The shipped entries with the institution's own laid over them, id by id.

    A file of the own folder may say ``leave_out = ["jm22-*"]`` at its top: those shipped entries do not exist for it.
    An own duty takes the place of the shipped one in the same matter and level, an own entry that of those it
    ``replaces``. Raises CatalogueError with everything that is wrong; where it is not ``strict``, what is wrong is left
    out and told in ``problems``, a shipped entry whose replacement is wrong stands, and all the rest serves.
    """
    problems: list[str] = []
    shipped = _Folder(folder or SHIPPED, problems)
    overlay = _Folder(own, problems) if own else None
    documents = load_documents(own / FOLDER, problems) if own else Documents()
    entries = shipped.entries
    if overlay:
        kept = {id: each for id, each in entries.items() if not _left_out(id, overlay.leave_out)}
        _check_quotes(overlay, documents)
        entries = _overlaid(kept, overlay)
    if problems and strict:
        raise CatalogueError(problems)
    words = [*shipped.words, *(overlay.words if overlay else ())]
    return Catalogue(entries.values(), words, problems=problems, documents=documents)


def _check_quotes(overlay: "_Folder", documents: Documents) -> None:
    """An entry that names a line of an original names one that is there."""
    for each in list(overlay.entries.values()):
        if each.document_file is None:
            continue
        original = documents.file(each.document_file)
        if original is None:
            overlay.drop(each, "document_file", f"没有 {FOLDER}/{each.document_file} 这个文件")
        elif each.line is not None and original.at(each.line) is None:
            overlay.drop(each, "line", f"{each.document_file} 第 {each.line} 行没有文字")


def _left_out(id: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(id, pattern) for pattern in patterns)


def _overlaid(shipped: dict[str, Requirement], overlay: "_Folder") -> dict[str, Requirement]:
    """An own duty under another id makes the shipped one of its matter and level a thing of the past."""
    own = overlay.entries
    for each in list(own.values()):
        for id in each.replaces:
            if id not in shipped and id not in own:
                overlay.drop(each, "replaces", f"没有 {id!r} 这一条")
                break
    for ring in _rings(own):
        for id in ring:
            overlay.drop(own[id], "replaces", f"绕成了一圈：{' → '.join((*ring, ring[0]))}")
    ruled = {(each.matter, each.source.level) for each in own.values() if each.duty}
    past = {id for each in own.values() for id in each.replaces}
    kept = {id: each for id, each in shipped.items() if not (each.duty and (each.matter, each.source.level) in ruled)}
    return {id: each for id, each in (kept | own).items() if id not in past}


def _rings(own: Mapping[str, Requirement]) -> list[list[str]]:
    """Entries that replace one another round and round; each ring once."""
    rings: list[list[str]] = []
    done: set[str] = set()
    for start in own:
        trail: list[str] = []
        waiting = [(start, 0)]
        while waiting:
            id, depth = waiting.pop()
            trail = trail[:depth]
            if id in trail:
                ring = trail[trail.index(id) :]
                if not done & set(ring):
                    rings.append(ring)
                    done |= set(ring)
                continue
            if id in done or id not in own:
                continue
            trail.append(id)
            waiting += [(other, len(trail)) for other in own[id].replaces]
    return rings


class _Folder:
    """The entries, words and omissions of one folder; mistakes go to ``problems``."""

    def __init__(self, folder: Path, problems: list[str]) -> None:
        self.entries: dict[str, Requirement] = {}
        self.leave_out: list[str] = []
        self.words: list[tuple[str, ...]] = []
        self._problems = problems
        self._wheres: dict[str, Where] = {}
        self._broken: set[str] = set()
        """Documents whose head is wrong: an entry without its source is not shown."""
        self._places: dict[str, str] = {}
        self._duties: dict[tuple[str, str], str] = {}
        if not folder.is_dir():
            problems.append(f"{folder}: 没有这个目录")
            return
        for path in sorted(folder.glob("*.toml")):
            if path.name == "words.toml":
                self._read_words(path)
            elif path.name not in BESIDE:
                self._read(path)

    def _parsed(self, path: Path) -> tuple[str, dict[str, Any]] | None:
        try:
            text = path.read_text(encoding="utf-8")
            return text, tomllib.loads(text)
        except (OSError, UnicodeDecodeError) as wrong:
            self._problems.append(f"{path.name}:1: 读不了：{wrong}")
        except tomllib.TOMLDecodeError as wrong:
            line = re.search(r"line (\d+)", str(wrong))
            self._problems.append(f"{path.name}:{line[1] if line else 1}: TOML 写法不对：{wrong}")
        return None

    def _read_words(self, path: Path) -> None:
        if not (parsed := self._parsed(path)):
            return
        groups = parsed[1].get("same", [])
        for number, group in enumerate(groups, 1):
            if isinstance(group, list) and len(group) > 1 and all(isinstance(word, str) and word for word in group):
                self.words.append(tuple(group))
            else:
                self._problems.append(f"{path.name}:1: same 第 {number} 组要是两个以上的词")

    def _read(self, path: Path) -> None:
        if not (parsed := self._parsed(path)):
            return
        text, table = parsed
        lines = Lines(path.name, text)
        top = Table(table, lines.top, self._problems)
        self.leave_out += top.words("leave_out")
        documents = {}
        for name, head in top.tables("document", lines).items():
            told = len(self._problems)
            documents[name] = _document(head)
            if len(self._problems) > told:
                self._broken.add(name)
        top.nothing_else("requirement")
        raw = table.get("requirement", [])
        places = lines.tables.get("requirement", [])
        if not isinstance(raw, list) or len(raw) != len(places):
            self._problems.append(f"{path.name}:1: requirement 要写成 [[requirement]]")
            return
        for where, entry in zip(places, raw, strict=True):
            told = len(self._problems)
            made = _requirement(Table(entry, where, self._problems), documents, len(self._places))
            self._keep(made, where, len(self._problems) == told and entry.get("document") not in self._broken)

    def drop(self, entry: Requirement, key: str, why: str) -> None:
        """Leave an entry out that turned out wrong beside the others."""
        self._problems.append(f"{self._wheres[entry.id](key)}: {key} {why}")
        self.entries.pop(entry.id, None)

    def _keep(self, made: Requirement, where: Where, good: bool) -> None:
        place = where("id")
        told = len(self._problems)
        if first := self._places.get(made.id):
            self._problems.append(f"{place}: id {made.id!r} 已经用过了（{first}）")
        if made.duty and (first := self._duties.get((made.matter, made.source.level))):
            self._problems.append(f"{place}: 同一事项 {made.matter!r} 已有一条经常性任务（{first}），只能留一条")
        self._places.setdefault(made.id, place)
        if not good or len(self._problems) > told:
            return
        if made.duty:
            self._duties.setdefault((made.matter, made.source.level), place)
        self._wheres[made.id] = where
        self.entries[made.id] = made


def _requirement(entry: Table, documents: Mapping[str, Source], position: int) -> Requirement:
    duty = entry.flag("duty") or False
    cadence = entry.one_of("cadence", CADENCES, "") or None
    times = entry.whole("times")
    order = entry.whole("order")
    made = Requirement(
        id=entry.text("id", 60, r"[a-z0-9]+(-[a-z0-9]+)*"),
        title=entry.text("title", 40),
        matter=entry.text("matter", 60, r"[a-z][a-z0-9_]*"),
        kind=cast("Kind", entry.one_of("kind", KINDS)),
        subject=entry.text("subject", 40),
        answer=entry.text("answer", ANSWER_LIMIT),
        details=entry.words("details"),
        cadence=cadence,
        times=times if times is not None else int(cadence in RECURRING or cadence == "once"),
        months=entry.months("months"),
        window=entry.maybe_text("window"),
        due=entry.maybe_text("due", pattern=r"(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
        evidence=entry.words("evidence", EVIDENCE),
        numbers=entry.numbers("numbers"),
        applies=_applies(entry.table("applies")),
        recipient=entry.maybe_text("recipient"),
        deliverable=entry.maybe_text("deliverable"),
        synonyms=entry.words("synonyms", limit=40),
        source=_source(entry, documents),
        duty=duty,
        order=order if order is not None else LAST + position,
        replaces=entry.words("replaces", limit=60),
        document_file=entry.maybe_text("document_file", pattern=r"[^/\\\\]+\.(txt|md)"),
        line=entry.whole("line", low=1, high=1_000_000),
    )
    entry.nothing_else()
    contradictions(made, entry)
    if duty and not (made.kind == "rule" and cadence in RECURRING and made.evidence and made.applies.unit_kinds):
        entry.wrong("duty", "要求 kind 是 rule，并写明 cadence、evidence 和 applies.unit_kinds")
    return made


def _applies(table: Table) -> Applies:
    made = Applies(
        unit_kinds=table.words("unit_kinds", UNIT_KINDS),
        committee=table.flag("committee"),
        groups=table.flag("groups"),
        branch_types=table.words("branch_types", BRANCH_TYPES),
        min_full_members=table.whole("min_full_members"),
        max_full_members=table.whole("max_full_members"),
        graduates=table.flag("graduates"),
    )
    table.nothing_else()
    return made


def _document(head: Table) -> Source:
    made = Source(
        document=head.text("title", 80),
        number=head.maybe_text("number") or "",
        issuer=head.text("issuer", 60),
        date=head.maybe_text("date", 20, r"\d{4}(-\d{2}(-\d{2})?)?") or "",
        section="",
        level=cast("Level", head.one_of("level", LEVELS)),
    )
    head.nothing_else()
    return made


def _source(entry: Table, documents: Mapping[str, Source]) -> Source:
    name, section = entry.text("document", 40), entry.text("section", 60)
    if name in documents:
        return replace(documents[name], section=section)
    entry.wrong("document", f"不认识 {name!r}，本文件开头要有 [document.{name or '…'}]")
    return Source(name, "", "", "", section, "local")
