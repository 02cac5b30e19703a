"""The tables' forms, held against the rules of either language: nothing at run time makes a form by rule."""

import unicodedata

import pytest

from annotations.variants.casing import capitalised, lowered, uppered
from annotations.variants.tables import KINDS, TableError, Word, builtin_tables, table_read, tables_for

TURKISH = [(table, word) for table in builtin_tables() if table.language == "tr" for word in table.words]
VOWELS, HARD = "aeıioöuü", "fstkçşhp"
FOUR = dict(zip(VOWELS, "ıiıiuüuü", strict=True))
TWO = {vowel: "a" if vowel in "aıou" else "e" for vowel in VOWELS}
# Here the root itself changes: oğul loses a vowel, damat softens its end.
CHANGING = {"oğul": "oğl", "damat": "damad"}


def vowel_of(word: str) -> str:
    return next(letter for letter in reversed(lowered(word, "tr").replace("â", "a")) if letter in VOWELS)


def ends_in_vowel(word: str) -> bool:
    return lowered(word, "tr").replace("â", "a")[-1] in VOWELS


def expected(bare: str, mark: str = "", root: str = "") -> dict[str, str]:
    """The six cases and the instrumental of a bare form, by the rules of vowel harmony."""
    last, stem = vowel_of(bare), root or bare
    four, two = FOUR[last], TWO[last]
    hard = "t" if lowered(bare, "tr")[-1] in HARD else "d"
    y, n = ("y", "n") if ends_in_vowel(bare) else ("", "")
    return {
        "accusative": f"{stem}{mark}{y}{four}", "dative": f"{stem}{mark}{y}{two}",
        "locative": f"{bare}{mark}{hard}{two}", "ablative": f"{bare}{mark}{hard}{two}n",
        "genitive": f"{stem}{mark}{n}{four}n", "instrumental": f"{bare}{mark}{y}l{two}",
    }  # fmt: skip


@pytest.mark.parametrize(("table", "word"), TURKISH, ids=[word.forms["nominative"] for _table, word in TURKISH])
def test_turkish_cases_follow_vowel_harmony(table, word):
    bare = word.forms["nominative"]
    mark = "'" if table.kind in ("name", "title") else ""
    for case, form in expected(bare, mark, CHANGING.get(bare, "")).items():
        assert word.forms[case] == form
    if "plural" in word.forms:
        assert word.forms["plural"] == f"{bare}l{TWO[vowel_of(bare)]}r"


@pytest.mark.parametrize(
    "word", [word for table, word in TURKISH if table.kind == "kin"], ids=lambda word: word.forms["nominative"]
)
def test_turkish_possessives_follow_vowel_harmony(word: Word):
    bare = word.forms["nominative"]
    root, four = CHANGING.get(bare, bare), FOUR[vowel_of(bare)]
    mine = f"{bare}m" if ends_in_vowel(bare) else f"{root}{four}m"
    theirs = f"{bare}s{four}" if ends_in_vowel(bare) else f"{root}{four}"
    assert (word.forms["my"], word.forms["possessed"]) == (mine, theirs)
    for case, form in expected(mine).items():
        assert word.forms[f"my_{case}"] == form
    last = FOUR[vowel_of(theirs)]
    two = TWO[vowel_of(theirs)]
    endings = {"accusative": f"n{last}", "dative": f"n{two}", "locative": f"nd{two}", "ablative": f"nd{two}n"}
    for case, ending in {**endings, "genitive": f"n{last}n", "instrumental": f"yl{two}"}.items():
        assert word.forms[f"possessed_{case}"] == f"{theirs}{ending}"


def test_what_everybody_knows_of_turkish():
    names = {word.forms["nominative"]: word.forms for word in tables_for("tr")["names-tr"].words}
    assert [names[one]["genitive"] for one in ("Ayşe", "Murat", "Gül", "Onur", "İsmail")] == [
        "Ayşe'nin", "Murat'ın", "Gül'ün", "Onur'un", "İsmail'in",
    ]  # fmt: skip
    kin = {word.forms["nominative"]: word.forms for word in tables_for("tr")["kinship-tr"].words}
    assert (kin["anne"]["possessed_dative"], kin["oğul"]["my"], kin["damat"]["possessed"]) == (
        "annesine", "oğlum", "damadı",
    )  # fmt: skip


def test_english_forms_follow_their_spelling():
    for table in tables_for("en").values():
        for word in table.words:
            bare = word.forms.get("nominative", "")
            if "genitive" in word.forms:
                assert word.forms["genitive"] == f"{bare}'s"
            if "indefinite" in word.forms:
                article = "an" if bare[0] in "aeiou" or bare.startswith("heir") else "a"
                assert word.forms["indefinite"] == f"{article} {bare}"


@pytest.mark.parametrize("table", builtin_tables(), ids=lambda table: table.name)
def test_every_table_is_whole_and_its_pairs_differ_in_values_alone(table):
    assert table.kind in KINDS
    for attribute, values in table.attributes.items():
        rest: dict[tuple, set[str]] = {}
        for word in table.words:
            others = tuple(sorted((name, one) for name, one in word.values.items() if name != attribute))
            rest.setdefault((word.pair, others), set()).add(word.values[attribute])
        assert len(values) >= 2
        assert all(found == set(values) for found in rest.values()), attribute
    for word in table.words:
        assert all(unicodedata.is_normalized("NFC", form) and form == form.strip() for form in word.forms.values())


def test_letters_of_turkish_keep_their_dots():
    assert (lowered("IŞIK İrem", "tr"), uppered("ılık irem", "tr-TR"), capitalised("işçi", "tr")) == (
        "ışık irem", "ILIK İREM", "İşçi",
    )  # fmt: skip
    assert (lowered("IN İ", "en"), uppered("i", "en"), capitalised("", "tr")) == ("in i", "I", "")
    assert lowered("I\u0307", "tr") == "i"


GOOD = {
    "name": "own", "kind": "kin", "language": "tr-TR", "cases": ["nominative", "my"],
    "words": [{"pair": "1", "values": {"gender": "f"}, "forms": {"nominative": "abla", "my": "ablam"}}],
}  # fmt: skip
WORD = GOOD["words"][0]
BAD = {
    "is an object with name": [],
    "the kind is": {**GOOD, "kind": "verb"},
    "language is a text": {**GOOD, "language": ""},
    "different names": {**GOOD, "cases": ["my", "my"]},
    "cases is no list": {**GOOD, "cases": "my"},
    "1 to 5000 words": {**GOOD, "words": []},
    "word 1 is no object": {**GOOD, "words": ["abla"]},
    "at least one value": {**GOOD, "words": [{**WORD, "values": {}}]},
    "has no form for my": {**GOOD, "words": [{**WORD, "forms": {"nominative": "abla"}}]},
    "another word of pair 1": {**GOOD, "words": [WORD, WORD]},
    "a form of word 1 is a text": {**GOOD, "words": [{**WORD, "forms": {"nominative": "a\nb", "my": "x"}}]},
    "a value of word 1": {**GOOD, "words": [{**WORD, "values": {"gender": "f" * 41}}]},
    "markers are an object": {**GOOD, "markers": []},
}


@pytest.mark.parametrize("words", BAD)
def test_it_refuses_what_is_no_table(words):
    assert table_read(GOOD).language == "tr"
    with pytest.raises(TableError, match=words):
        table_read(BAD[words])
