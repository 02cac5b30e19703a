"""Names within a sentence."""

from django.utils import translation

from annotations.said import kept
from annotations.telling import told
from ranking.selectors.factors import factor_name


def test_a_temperature_is_called_one_and_written_as_its_reader_writes_it():
    name = factor_name("temperature", "0.20")
    assert name == "temperature 0.2"
    with translation.override("tr"):
        assert "0,2" in told("".join(name), kept(name))
    assert factor_name("version", "answer v2") == "answer v2"
    assert factor_name("temperature", "") == ""
