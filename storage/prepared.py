"""Hot statements, compiled once and handed straight to the driver.

SQLAlchemy Core writes the SQL and knows the types; what is left out is its machinery for each execution, which costs
several times what the statement itself does (``make bench``). For statements with plain parameters only.
"""

from collections.abc import Callable, Mapping, Sequence
from inspect import isfunction
from typing import Any

import sqlalchemy as sa

Processor = Callable[[Any], Any]


class Prepared:
    """One statement; each engine's spelling of it is made at its first use.

    ``statement`` may be a function of the dialect's name, where the engines say it in different words. An INSERT names
    the ``columns`` that it is given.
    """

    __slots__ = ("_columns", "_compiled", "_statement")

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Spelled] = {}

    def rows(self, connection: sa.Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Every row, as plain values of the columns' Python types."""
        return self._spelled(connection).rows(connection, values)

    def one(self, connection: sa.Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row, or None."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def run(self, connection: sa.Connection, values: Mapping[str, Any]) -> int:
        """Execute, and tell how many rows it touched."""
        return self._spelled(connection).run(connection, values)

    def _spelled(self, connection: sa.Connection) -> "_Spelled":
        name = connection.dialect.name
        spelled = self._compiled.get(name)
        if spelled is None:
            statement = self._statement(name) if isfunction(self._statement) else self._statement
            spelled = self._compiled[name] = _Spelled(statement, connection.dialect, self._columns)
        return spelled


class _Spelled:
    """A statement in one dialect: its SQL, and what turns values into the driver's and back."""

    __slots__ = ("_binds", "_defaults", "_names", "_positional", "_results", "_sql")

    def __init__(self, statement: Any, dialect: sa.Dialect, columns: Sequence[str] | None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self._sql = str(compiled)
        self._positional = compiled.positional
        self._names = tuple(compiled.positiontup) if compiled.positional else tuple(compiled.params)
        self._defaults = dict(compiled.params)
        processors: Mapping[str, Any] = compiled._bind_processors
        self._binds = {name: processors.get(name) for name in self._names}
        told = statement.selected_columns if isinstance(statement, sa.Select) else statement._returning
        found = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in told]
        self._results: tuple[tuple[int, Processor], ...] = tuple((n, one) for n, one in enumerate(found) if one)

    def rows(self, connection: sa.Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        fetched: list[tuple[Any, ...]] = self._execute(connection, values).fetchall()
        if not self._results:
            return fetched
        return [self._read(row) for row in fetched]

    def run(self, connection: sa.Connection, values: Mapping[str, Any]) -> int:
        return int(self._execute(connection, values).rowcount)

    def _execute(self, connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        driver: Any = connection.connection.driver_connection
        bound = {}
        for name, process in self._binds.items():
            value = values[name] if name in values else self._defaults[name]
            bound[name] = process(value) if process else value
        return driver.execute(self._sql, tuple(bound.values()) if self._positional else bound)

    def _read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for n, process in self._results:
            values[n] = process(values[n])
        return tuple(values)
