"""A stranger's file to lines of text: txt, docx, pdf, xlsx, read in a child process that can do no harm.

``read_paper`` is the door. One line of the text is one paragraph, or one row of a table:

- a row's cells are parted by tabs; a cell's own line breaks become blanks;
- a cell merged downwards is repeated in every row, one merged across stands once, with the other columns empty;
- a table inside a cell gives its words to that cell; text boxes, headers and footers stand where they are anchored
  (headers before the body, footers behind it), each once; automatic numbers are written out.
"""

from bot.papers.sandbox import Child, Paper, PaperRefused, read_bytes, read_paper

__all__ = ["Child", "Paper", "PaperRefused", "read_bytes", "read_paper"]
