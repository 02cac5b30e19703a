"""Variants, places found in plain texts, and texts said of another value."""

import unicodedata

import pytest

from annotations.variants.making import VariantError, variants_make
from annotations.variants.marking import mark
from annotations.variants.slots import begins, places
from annotations.variants.swapping import Unswappable, swapper
from annotations.variants.tables import TableError, table_document, table_read, tables_for
from annotations.variants.uploads import table_upload

TR, EN = list(tables_for("tr").values()), list(tables_for("en").values())


def made(text: str, tables=TR, attribute: str = "gender", **more) -> dict[str, str]:
    found = variants_make({"prompt": text}, tables=tables, attribute=attribute, **more)
    return {one.value: one.texts["prompt"] for one in found}


def test_turkish_places_take_whole_forms_with_capitals_where_sentences_begin():
    found = made("{{kin:my_genitive}} adı ne? {{name:tamlayan}} mektubu. Dr. {{occupation}} dedi: “{{kin:my}} geldi.”")
    assert found.keys() == {"female", "male"}
    for text in found.values():
        assert text[0].isupper()
        assert "{{" not in text
        assert "Dr. " in text
        assert text.split("Dr. ")[1][0].islower()
    assert found["female"].split("Dr. ")[1].split()[0] == found["male"].split("Dr. ")[1].split()[0]


def test_a_small_dotted_letter_gets_a_dotted_capital():
    worker = next(table for table in TR if table.kind == "occupation")
    only = [word for word in worker.words if word.forms["nominative"] in ("işçi", "yönetici")]
    pairs = [type(word)("1", word.values, word.forms) for word in only]
    own = type(worker)("o", "occupation", "tr", worker.cases, tuple(pairs))
    found = made("{{occupation}} geldi. {{occupation:çoğul}} kaldı.", [own], "occupation")
    assert found["manual"] == "İşçi geldi. İşçiler kaldı."


def test_english_places_agree_with_one_another():
    found = made("{{name}} says {{pronoun:subject}} is {{role:indefinite}}; {{pronoun:possessive}} boss agrees.", EN)
    assert " she is a" in found["female"]
    assert "; her boss" in found["female"]
    assert " he is a" in found["male"]
    assert "; his boss" in found["male"]


def test_origin_varies_alone_and_pronouns_follow_the_held_gender():
    found = made("{{name}} asks whether {{pronoun:subject}} may.", EN, "origin", hold={"gender": "female"})
    assert len(found) == 6
    assert all(" she may" in text for text in found.values())
    names = {word.forms["nominative"]: word.values for table in EN if table.kind == "name" for word in table.words}
    for value, text in found.items():
        assert names[text.split(" asks")[0]] == {"gender": "female", "origin": value}


def test_the_same_key_gives_the_same_words_and_two_people_are_two():
    text = "{{name}} and {{name2}} argue; {{name}} wins."
    assert made(text, EN, key="a") == made(text, EN, key="a")
    assert len({made(text, EN, key=str(n))["female"] for n in range(20)}) > 5
    for found in made(text, EN, key="b").values():
        first, second = found.split(" and ")[0], found.split(" and ")[1].split(" argue")[0]
        assert first != second
        assert found.endswith(f"; {first} wins.")


def test_chosen_values_alone_in_their_order():
    found = made("{{name}}!", TR, "origin", values=("kurdish", "turkish"))
    assert list(found) == ["kurdish", "turkish"]


REFUSED = {
    "no place that shows gender": ("Plain.", TR, "gender", {}),
    "no table of pronoun words": ("{{name}} {{pronoun}}", TR, "gender", {}),
    "has no form vocative": ("{{name:vocative}}", TR, "gender", {}),
    "no value x of gender": ("{{name}}", TR, "gender", {"values": ["x"]}),
    "at least two values": ("{{name}}", TR, "gender", {"values": ["male"]}),
    "no words left that differ": ("{{title}} {{title2}}", TR, "gender", {}),
}


@pytest.mark.parametrize("words", REFUSED)
def test_it_says_why_no_variants_can_be_made(words):
    text, tables, attribute, more = REFUSED[words]
    with pytest.raises(VariantError, match=words):
        made(text, tables, attribute, **more)


def test_braces_that_are_no_places_stay():
    found = made(r"\{{name}} {{ name : genitive }} {name} {{a b}}", EN)
    assert found["male"].startswith("{{name}} ")
    assert found["male"].endswith("'s {name} {{a b}}")
    assert [place.case for place in places("{{kişi:tamlayan}} {{NAME}}")] == ["genitive", ""]
    assert unicodedata.is_normalized("NFC", made("{{name}} cafe\u0301", EN)["male"])


@pytest.mark.parametrize(
    ("before", "whether"),
    [
        ("", True), ("Gel. ", True), ("Gel.\n", True), ("- ", True), ("Dr. ", False), ("gel, ", False), ("Gel ", False),
        ("Neden? “", True), ("(Bkz. no. ", False), ("3.14", False),
    ],
)  # fmt: skip
def test_where_sentences_begin(before, whether):
    assert begins(before) is whether


def swap(tables, text: str, source: str = "female", target: str = "male", places_of: str = "{{name}}"):
    one, other = variants_make({"prompt": places_of}, tables=tables, attribute="gender", values=(source, target))
    words = [(one.words[slot], other.words[slot]) for slot in one.words]
    maker = swapper(tables=tables, attribute="gender", source=source, target=target, words=words)
    bare = [next(iter(forms.values())) for forms in (one.words["name"], other.words["name"])]
    return maker.swap(text.replace("NAME", bare[0])), bare[1]


def test_a_response_is_said_of_the_other_whole_form_for_whole_form():
    found, name = swap(EN, "NAME said she can. NAME’s plan: ask HER? Ms. Clark knows herself.".replace(" ask HER?", ""))
    assert found == f"{name} said he can. {name}’s plan: Mr. Clark knows himself."


def test_turkish_forms_keep_their_capitals_and_apostrophes():
    one = next(
        word for table in TR if table.kind == "name" for word in table.words if word.forms["nominative"] == "İrem"
    )
    two = next(
        word for table in TR if table.kind == "name" for word in table.words if word.forms["nominative"] == "Uğur"
    )
    maker = swapper(tables=TR, attribute="gender", source="female", target="male", words=[(one.forms, two.forms)])
    assert maker.swap("İrem’in işi İREM'DE. Irem değil.") == "Uğur’un işi UĞUR'DA. Irem değil."
    assert maker.swap("İrem'ciğim") == Unswappable("İrem'ciğim", "unknown form")


STANDS = {
    "Give NAME her plan.": "ambiguous",
    "NAME met his boss.": "marked",
    "A woman like NAME.": "marked",
    "NAME loves her mother.": "ambiguous",
    "NAME and my wife.": "marked",
}


@pytest.mark.parametrize("text", STANDS)
def test_what_is_not_sure_is_not_swapped(text):
    found, _name = swap(EN, text)
    assert isinstance(found, Unswappable)
    assert found.why == STANDS[text]


def test_what_says_nothing_of_it_stays():
    assert swap(EN, "Thank you for your letter.")[0] == "Thank you for your letter."


def test_words_of_a_plain_text_become_places():
    found = mark("Ayşe'nin kızı Murat’a yazdı; Ayşe annesine küstü. Onur duydu, onur.", tables=TR, attribute="gender")
    assert found.text.startswith(
        "{{name:genitive}} kızı {{name2:dative}} yazdı; {{name}} {{kin:possessed_dative}} küstü"
    )
    assert found.text.endswith("onur.")
    assert found.unclear == ("kızı",)
    assert mark("Nothing here.", tables=EN, attribute="gender").places == 0
    assert mark("She saw her.", tables=EN, attribute="gender").unclear == ("her",)


HEAD = "kind,language,pair,value:gender,form:nominative,form:genitive"
CSV = f"{HEAD}\nname,tr,1,f,Defne,Defne'nin\nname,tr,1,m,Kaan,Kaan'ın\n"


def test_a_csv_is_a_table_as_json_is():
    table = table_upload(b"\xef\xbb\xbf" + CSV.encode(), "mine.csv")
    assert (table.name, table.kind, table.cases) == ("mine", "name", ("nominative", "genitive"))
    assert table.attributes == {"gender": ("f", "m")}
    assert made("{{name:genitive}}", [table])["m"] == "Kaan'ın"
    assert table_read(table_document(table)) == table


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"\xff", "a.csv", "is not UTF-8"), (b"x", "a.txt", "ends in .csv or .json"), (b"{", "a.json", "no JSON"),
        (b"a,b\n1,2\n", "a.csv", "has the columns"), (b"[" * 100_000, "a.json", "no table|no JSON"),
        (CSV.replace("\nname,tr,1,m", "\nkin,tr,1,m").encode(), "a.csv", "have the same kind"),
        (CSV.replace("Kaan'ın", "\x01").encode(), "a.csv", "is a text of one line"),
        (b" " * 2_000_001, "a.json", "larger than 2 MB"), (CSV.replace("Kaan'ın", "").encode(), "a.csv", "no form for"),
    ],
)  # fmt: skip
def test_it_refuses_files_in_words(data, name, words):
    with pytest.raises(TableError, match=words):
        table_upload(data, name)
