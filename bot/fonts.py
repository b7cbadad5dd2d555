"""Where a font with Chinese characters lies on this machine, for the pictures that go out. Knows names of files."""

import os
from functools import cache
from pathlib import Path

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/System/Library/Fonts")
WANTED = (
    "wqy-microhei", "notosanscjk", "notosanssc", "notosanscjksc", "sourcehansans", "msyh", "pingfang", "wqy-zenhei",
    "droidsansfallback", "simhei", "notoserifcjk", "uming", "ukai",
)  # fmt: skip
"""Beginnings of file names, in small letters; the one that reads best on a phone first."""
ENDINGS = (".ttf", ".ttc", ".otf")
ADVICE = "没有；小结照发，但不带图片。Debian、Ubuntu 请安装：apt install fonts-wqy-microhei，装好后重启"


@cache
def chinese_font() -> Path | None:
    """The best one there is; None where no picture can be drawn. Looked for once."""
    found: dict[int, Path] = {}
    for folder in FOLDERS:
        for place, _, names in os.walk(os.path.expanduser(folder)):
            for name in sorted(names):
                rank = _rank(name.lower())
                if rank is not None:
                    found.setdefault(rank, Path(place) / name)
    return found[min(found)] if found else None


def _rank(name: str) -> int | None:
    """Which of the wanted ones it is; an ordinary weight before any other."""
    if not name.endswith(ENDINGS):
        return None
    at = next((n for n, wanted in enumerate(WANTED) if name.startswith(wanted)), None)
    if at is None:
        return None
    plain = not any(weight in name for weight in ("bold", "black", "light", "thin", "medium", "demi", "mono"))
    return at if plain else at + len(WANTED)
