"""The roster as an Excel file: the template that an institution fills in, and the reading of it.

Nothing is half imported: either the whole file is a roster, or every mistake in it is told at once.
"""

from handlers.roster.reading import read_roster
from handlers.roster.template import write_template
from handlers.roster.workbook import RosterError

__all__ = ["RosterError", "read_roster", "write_template"]
