"""What the bench says: one compact table with the targets, and the same as JSON."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """One figure. ``target`` is in words; ``reached`` is None where there is no target."""

    section: str
    name: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    target: str = ""
    reached: bool | None = None
    note: str = ""


@dataclass
class Report:
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(
        self, section: str, name: str, values: float | Sequence[float], unit: str = "", *,
        at_least: float | None = None, under: float | None = None, note: str = "",
    ) -> None:  # fmt: skip
        """The median of the values with the lowest and the highest, and whether the target is met."""
        many = [values] if isinstance(values, int | float) else list(values)
        middle = statistics.median(many)
        target, reached = "", None
        if at_least is not None:
            target, reached = f"≥ {at_least:g}", middle >= at_least
        elif under is not None:
            target, reached = f"< {under:g}", middle < under
        low, high = (min(many), max(many)) if len(many) > 1 else (None, None)
        self.rows.append(Row(section, name, middle, unit, low, high, target, reached, note))

    def lines(self) -> list[str]:
        """The table, as it is printed."""
        lines, section = [], ""
        for row in self.rows:
            if row.section != section:
                section = row.section
                lines += ["", section]
            span = f"({_figure(row.low)}–{_figure(row.high)})" if row.low is not None and row.high is not None else ""
            mark = {None: "", True: "reached", False: "MISSED"}[row.reached]
            lines.append(
                f"  {row.name:<44}{_figure(row.value):>9} {row.unit:<6}{span:<18}{row.target:<12}{mark:<8} {row.note}"
            )
        return [*(line.rstrip() for line in lines), "", *self.notes]

    def write(self, file: Path, about: dict[str, Any]) -> None:
        body = {**about, "rows": [asdict(row) for row in self.rows], "notes": self.notes}
        file.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
