"""``make kept``: how right the notice reader is on notices that were kept apart: nobody looked at or learned from them.

Somebody who had not seen the reader wrote them. They were scored over and over while weights and rules were made, so
their figures are no first sight any more; a set that is opened to see what was wrong belongs to ``marked`` then.
"""

from pathlib import Path

from tests.handlers.notices.notice_score import Score, score
from tests.learning.marked import read_set

KEPT = Path(__file__).parent / "kept"
NAMES = ("recall", "precision", "deadline", "level", "time", "kind", "recipient")


def main() -> None:
    whole = Score()
    for file in sorted(KEPT.glob("*.txt")):
        found = score(read_set(file).cases)
        whole.asked.update(found.asked)
        whole.right.update(found.right)
        whole.harmful += found.harmful
        print(f"{file.stem}: {figures(found)}")
    print(f"all of them: {figures(whole)}")


def figures(found: Score) -> str:
    shares = (f"{name} {found.right[name]}/{found.asked[name]} = {found.share(name):.3f}" for name in NAMES)
    return f"{', '.join(shares)}, sure and wrong {len(found.harmful)}"


if __name__ == "__main__":
    main()
