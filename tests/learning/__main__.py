"""``make learn``: learns from marked notices what the notice reader weighs by, and writes it to ``config``.

Before that it says how right they are on notices that they were not learned from: each sixth of the sets is read with
weights from the others alone.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest import MonkeyPatch
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from handlers.notices import weighing
from handlers.notices.signs import BIAS
from handlers.notices.whose import LEVELS
from tests.handlers.notices.notice_score import Score, score
from tests.learning.examples import Example, Owned, examples, owned
from tests.learning.marked import SETS

STRENGTH, RARE, SMALL = 0.1, 5, 0.04
"""How far a weight may go (the inverse of L2); how often a sign must have been seen; which weights say nothing."""
PARTS = 6
TARGET = Path(weighing.__file__).parents[2] / "config" / "weights.json"
Weights = dict[str, float]


def all_learned(asked: Sequence[Example], owners: Sequence[Owned]) -> dict[str, Weights]:
    """What is learned of asking and of each level."""
    found: dict[str, Weights] = {}
    for what in (weighing.ASKING, weighing.UNDATED):
        some = [one for one in asked if one.of == what]
        found[what] = learned([one.signs for one in some], [one.asked for one in some], [one.counts for one in some])
    signs, counts = [one.signs for one in owners], [one.counts for one in owners]
    return found | {level: learned(signs, [one.level == level for one in owners], counts) for level in LEVELS}


def learned(signs: Sequence[frozenset[str]], truths: Sequence[bool], counts: Sequence[float]) -> Weights:
    """Logistic regression: the log odds that each sign adds."""
    often = Counter(sign for one in signs for sign in one)
    known = {sign for sign, times in often.items() if times >= RARE and sign != BIAS}
    vectors = DictVectorizer()
    seen = vectors.fit_transform([dict.fromkeys(sorted(one & known), 1.0) for one in signs])
    seen.indices, seen.indptr = seen.indices.astype("int32"), seen.indptr.astype("int32")  # all that liblinear takes
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=5000)
    model.fit(seen, truths, sample_weight=counts)
    found = zip(vectors.feature_names_, model.coef_[0], strict=True)
    return {BIAS: round(float(model.intercept_[0]), 2)} | {
        name: round(float(weight), 2) for name, weight in found if abs(weight) >= SMALL and name != weighing.UNSAID
    }


def with_weights(weights: Mapping[str, Weights], part: Callable[[], Any]) -> Any:
    """What ``part`` gives while those weights are known, and no others."""
    with MonkeyPatch.context() as patch:
        patch.setattr(weighing, "weights", lambda: weights)
        return part()


def main() -> None:
    asked, owners = examples(), owned()
    for what in (weighing.ASKING, weighing.UNDATED):
        some = [one.asked for one in asked if one.of == what]
        print(f"{len(some)} examples of {what}, {sum(some)} of them tasks")
    print(f"{len(owners)} tasks and whose they are")
    whole = Score()
    for part in range(PARTS):
        left_out = [one for one in SETS if not one.shown][part::PARTS]
        names = {one.name for one in left_out}
        others = all_learned(
            [one for one in asked if one.set not in names], [one for one in owners if one.set not in names]
        )
        for marked in left_out:
            found: Score = with_weights(others, lambda cases=marked.cases: score(cases))
            whole.asked.update(found.asked)
            whole.right.update(found.right)
            whole.harmful += found.harmful
            print(marked.name, _figures(found), flush=True)
    print("all of them", _figures(whole))
    weights = all_learned(asked, owners)
    TARGET.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"{sum(map(len, weights.values()))} weights written")


def _figures(found: Score) -> str:
    names = ("recall", "precision", "deadline", "level", "kind", "needs_review")
    return " ".join(f"{name} {found.share(name):.3f}" for name in names) + f" harmful {len(found.harmful)}"


if __name__ == "__main__":
    main()
