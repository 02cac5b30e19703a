import json

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.texts.classifier import Classifier, Trained, classifier_train
from ranking.stats.texts.features import BUCKETS, hashed, matrix

WORDS = {
    "code": ["python", "function", "loop", "list", "error", "class", "import", "variable", "compile", "debug"],
    "poem": ["rhyme", "moon", "verse", "heart", "sonnet", "dream", "metaphor", "stanza", "love", "spring"],
    "şikâyet": ["sipariş", "gecikti", "kargo", "iade", "bozuk", "para", "müşteri", "hizmeti", "kötü", "teslimat"],
}


def texts_of(count: int, seed: int = 0) -> tuple[list[str], list[str], list[str], list[str]]:
    """Texts, languages, categories and groups: a few words of the category's among words of all."""
    random = np.random.default_rng(seed)
    common = ["please", "write", "about", "the", "thing", "with", "some", "more", "words", "for", "me", "today"]
    found = []
    for number in range(count):
        for name, words in WORDS.items():
            text = " ".join(random.permutation([*random.choice(words, 3), *random.choice(common, 5)]))
            found.append((text, "tr" if name == "şikâyet" else "en", name, f"{name}{number}"))
    return tuple(list(column) for column in zip(*found, strict=True))  # type: ignore[return-value]


@pytest.fixture(scope="module")
def trained() -> Trained:
    texts, languages, categories, groups = texts_of(25)
    return classifier_train(texts=texts, languages=languages, categories=categories, groups=groups, seed=1)


def test_it_tells_new_texts_apart(trained: Trained) -> None:
    reader = Classifier.read(json.loads(json.dumps(trained.document)))
    texts, languages, categories, _ = texts_of(20, seed=9)
    said = [reader.classify(text, language)[0] for text, language in zip(texts, languages, strict=True)]
    assert np.mean([one == other for one, other in zip(said, categories, strict=True)]) > 0.9


def test_it_says_how_often_it_was_right_on_texts_it_had_not_seen(trained: Trained) -> None:
    figures = trained.figures
    assert 0.85 < figures["accuracy"] <= 1
    assert figures["low"] < figures["accuracy"] <= figures["high"]
    assert figures["always_largest"] == pytest.approx(1 / 3)
    assert [one["n"] for one in figures["categories"]] == [25, 25, 25]
    assert figures["thresholds"][0]["decided"] == 1


def test_labels_without_a_pattern_are_not_learned() -> None:
    """Held out, chance is all that is left, and the confidence says so."""
    texts, languages, categories, groups = texts_of(20)
    mixed = list(np.random.default_rng(4).permutation(categories))
    found = classifier_train(texts=texts, languages=languages, categories=mixed, groups=groups, seed=1)
    assert found.figures["accuracy"] < 0.6
    assert Classifier.read(found.document).classify("python loop")[1] < 0.8


def test_doubles_of_one_group_do_not_pass_for_unseen_texts() -> None:
    """Each text stands there four times with one label by chance: only a fold that parts the four could know it."""
    random = np.random.default_rng(0)
    labels = random.permutation(["a", "b"] * 15)
    texts = ["".join(random.choice(list("abcdefghijklmnop"), 12)) for _ in range(30)]
    four = [place for place in range(30) for _ in range(4)]
    found = classifier_train(
        texts=[texts[place] for place in four], languages=["en"] * 120, categories=[labels[place] for place in four],
        groups=[str(place) for place in four], seed=1,
    )  # fmt: skip
    assert found.figures["accuracy"] < 0.8


def test_few_texts_and_one_category_are_refused_in_words() -> None:
    with pytest.raises(NotEnoughData, match="nothing to tell apart"):
        classifier_train(texts=["a"] * 9, languages=[""] * 9, categories=["x"] * 5 + ["y"] * 4,
                         groups=[str(k) for k in range(9)], seed=1)  # fmt: skip
    with pytest.raises(NotEnoughData):
        classifier_train(texts=[], languages=[], categories=[], groups=[], seed=1)


def test_a_category_of_few_is_left_to_the_rest() -> None:
    texts, languages, categories, groups = texts_of(8)
    found = classifier_train(
        texts=[*texts, "rare"], languages=[*languages, ""], categories=[*categories, "rare"], groups=[*groups, "r"],
        seed=1,
    )  # fmt: skip
    assert found.figures["left_out"] == ["rare"]
    assert found.document["categories"] == sorted(WORDS)


def test_hashing_is_the_same_everywhere() -> None:
    buckets, values = hashed("Tea")
    assert buckets.tolist() == sorted(buckets.tolist())
    assert buckets.max() < BUCKETS
    assert float((values**2).sum()) == pytest.approx(1)
    assert buckets.tolist()[:3] == hashed("tea!")[0].tolist()[:3]
    assert hashed("")[1].shape == (0,)
    assert matrix([], []).shape == (0, BUCKETS)
    assert matrix(["tea", ""], ["", ""]).shape == (2, BUCKETS)


def test_a_lone_surrogate_is_a_text_as_any_other(trained: Trained) -> None:
    assert 0 < Classifier.read(trained.document).classify("python \ud800")[1] <= 1
