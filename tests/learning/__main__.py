"""``make learn``: learns the weights of :mod:`handlers.notices.weighing` from marked notices and writes them.

Before that it says how right they are on notices that they were not learned from: every set is read with weights from
the other sets alone.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from handlers.notices import weighing
from tests.handlers.notices.notice_score import Score, score
from tests.learning.examples import Example, examples
from tests.learning.marked import SETS

STRENGTH, RARE, SMALL = 0.3, 3, 0.03
"""How far a weight may go (the inverse of L2); how often a sign must have been seen; which weights say nothing."""
TARGET = Path(weighing.__file__).parents[2] / "config" / "asking.json"
Weights = dict[str, float]


def learned(given: Sequence[Example]) -> Weights:
    """Logistic regression: the log odds that each sign adds."""
    signs = DictVectorizer()
    seen = signs.fit_transform([dict.fromkeys(sorted(one.signs - {weighing.BIAS}), 1.0) for one in given]).tocsr()
    seen.indices, seen.indptr = seen.indices.astype("int32"), seen.indptr.astype("int32")  # all that liblinear takes
    often = (seen > 0).sum(axis=0).A1 >= RARE
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=5000)
    model.fit(seen[:, often], [one.asked for one in given], sample_weight=[one.counts for one in given])
    names = [name for name, kept in zip(signs.feature_names_, often, strict=True) if kept]
    found = {name: round(float(weight), 2) for name, weight in zip(names, model.coef_[0], strict=True)}
    return {weighing.BIAS: round(float(model.intercept_[0]), 2)} | {
        name: weight for name, weight in sorted(found.items()) if abs(weight) >= SMALL and name != weighing.UNSAID
    }


def with_weights(weights: Weights, part: Callable[[], Any]) -> Any:
    """What ``part`` gives while those weights are known, and no others."""
    usual = weighing.weights
    weighing.weights = lambda: weights
    try:
        return part()
    finally:
        weighing.weights = usual


def main() -> None:
    given = examples()
    print(f"{len(given)} dates, {sum(one.asked for one in given)} of them asking")
    whole = Score()
    for marked in (one for one in SETS if not one.shown):
        others = learned([one for one in given if one.set != marked.name])
        found: Score = with_weights(others, lambda cases=marked.cases: score(cases))
        for mine, theirs in ((whole.asked, found.asked), (whole.right, found.right)):
            mine.update(theirs)
        whole.harmful += found.harmful
        print(marked.name, _figures(found), flush=True)
    print("all of them", _figures(whole))
    weights = learned(given)
    TARGET.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"{len(weights)} weights written")


def _figures(found: Score) -> str:
    names = ("recall", "precision", "deadline", "level", "kind", "needs_review")
    return " ".join(f"{name} {found.share(name):.3f}" for name in names) + f" harmful {len(found.harmful)}"


if __name__ == "__main__":
    main()
