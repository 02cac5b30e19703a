"""A stored sentence is English to scripts, and can be said again in another language."""

import copy
import json

import numpy as np
import pytest
from django.utils import translation

from annotations.said import Said, kept
from annotations.telling import decimal, language, percent, told


class Refusal(ValueError):
    pass


def test_a_sentence_is_a_plain_string_that_knows_its_template():
    text = Said("There are {n} of {names}.", n=np.int64(3), names=["a", "b"])
    assert text == "There are 3 of a, b."
    assert json.loads(json.dumps({"text": text})) == {"text": "There are 3 of a, b."}
    assert json.loads(json.dumps(kept([text]))) == {
        text: {"msgid": "There are {n} of {names}.", "values": {"n": 3, "names": ["a", "b"]}}
    }


def test_an_error_gives_its_sentence_back():
    raised = str(Refusal(Said("It is {n}.", n=1)))
    assert isinstance(raised, Said)
    assert copy.deepcopy(raised).values == {"n": 1}


def test_a_sentence_without_values_needs_nothing_kept():
    assert kept({"a": [Said("No text.")]}, "plain") == {}


@pytest.mark.parametrize("language", ["en", "tr"])
def test_it_is_said_again_in_the_reader_s_language(language):
    inner = Said("95 % interval {low:+.2f} to {high:+.2f}, n = {n}", low=-0.5, high=1.25, n=4)
    text = Said(
        "{judge} scores an answer twice as long {points:.2f} points higher on {dimension} than people do ({ends}).",
        judge="J", dimension="Help", points=0.4, ends=inner,
    )  # fmt: skip
    stored = json.loads(json.dumps({"text": text, "said": kept(text)}))
    with translation.override(language):
        again = told(stored["text"], stored["said"])
    if language == "en":
        assert again == text.replace("-0.50", "−0.50")
    else:
        assert again != text
        assert "−0,50" in again
        assert "0,40" in again


def test_what_was_stored_before_stays_in_english():
    with translation.override("tr"):
        assert (
            told("A sentence of an old report, with 3 figures.", {}) == "A sentence of an old report, with 3 figures."
        )
        assert told("") == ""


def test_figures_follow_the_language():
    with translation.override("tr"):
        assert (decimal(1.5), percent(0.123, 1)) == ("1,50", "%12,3")
    assert (decimal(1.5), percent(0.123, 1)) == ("1.50", "12.3%")


def test_figures_are_rounded_and_not_cut_off():
    assert [decimal(value) for value in (45.397, 0.999, -0.2951, -0.001)] == ["45.40", "1.00", "−0.30", "0.00"]
    assert decimal(1234.5, 0) == "1234"
    assert decimal(1234.56, 1, grouped=True) == "1,234.6"


def test_a_language_is_named_in_the_reader_s_own():
    text = Said("items in {value} (against {base})", value=language("tr"), base=language("xx"))
    assert text == "items in Turkish (against xx)"
    stored = json.loads(json.dumps(kept(copy.deepcopy(text))))
    assert stored[text]["values"]["value"] == {"language": "tr"}
    assert told(str(text), stored) == text
    with translation.override("tr"):
        assert "Türkçe" in told("".join(text), stored)


def test_thousands_are_parted_as_the_reader_parts_them():
    text = Said("{n} answers of {share:.0%}, {points:.1f}", n=12345, share=0.5, points=1234.5)
    assert text == "12345 answers of 50%, 1234.5"
    assert told(text, kept(text)).startswith("12,345 answers")
    with translation.override("tr"):
        assert told("".join(text), kept(text)).startswith("12.345 answers")
