"""What a file may cost. A bigger one is refused with a word, before it is read."""

MOST_BYTES = 20 << 20
MOST_UNPACKED = 60 << 20
"""Of the parts that are read, all together."""
MOST_PARTS = 3_000
MOST_PAGES = 80
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_CHARS = 400_000
"""Of text that comes out."""
MOST_NODES = 120_000
"""XML elements of one part."""
MOST_DEPTH = 120

SECONDS_TO_START = 10.0
"""For the child's own loading, whatever else the machine does."""
SECONDS_SILENT = 1.5
"""How long it may then work without a sign of life: a page, a sheet."""
SECONDS_IN_ALL = 20.0
SECONDS_OF_PROCESSOR = 20
MOST_MEMORY = 400 << 20
"""Address space, most of which is never touched."""


class Refused(Exception):
    """The file is not read; the text is for the person who sent it."""


TOO_BIG = f"文件太大（上限 {MOST_BYTES >> 20} MB），请只发正文"
TOO_MUCH = "文件展开后太大，请把正文另存为新文件再发"
TOO_LONG = "文件太长，请只发通知正文"
LOCKED = "文件加了密码，请去掉密码再发"
MACROS = "文件里有宏，请另存为不带宏的 docx 或 xlsx 再发"
OLD = "这是旧格式（.doc/.xls/.wps）或加了密码的文件，请另存为 docx、xlsx 或 pdf 再发"
BROKEN = "文件打不开或已损坏，请重新导出再发"
UNKNOWN = "看不懂这种文件，请发 txt、docx、pdf 或 xlsx"
SCANNED = "这是扫描件（图片），没有文字，请发有文字的版本或直接粘贴正文"
EMPTY = "文件里没有文字"
SLOW = "文件太复杂，没能在规定时间内读完，请直接粘贴正文"
