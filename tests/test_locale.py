"""Every text that people see is in Turkish too, and the compiled catalogue is the one that was written."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "tr" / "LC_MESSAGES" / "django.po"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "Said", "msgid"}
PLACEHOLDER = re.compile(r"%\(\w+\)[.\d]*[sdfg]|\{\w*(?:![rs])?(?::[^}]*)?\}")
IN_TEMPLATE = re.compile(r"""(?:\bn?gettext|(?<!\w)_)\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def texts_of_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if name in CALLS and node.args and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


def texts_of_template(path: Path) -> Iterator[str]:
    for literal in IN_TEMPLATE.findall(templatize(path.read_text(encoding="utf-8"))):
        yield ast.literal_eval(literal)


def texts_in_code() -> set[str]:
    modules = [path for room in ("annotations", "ranking", "calibration_site") for path in (ROOT / room).rglob("*.py")]
    templates = list((ROOT / "templates").rglob("*.html"))
    found = {text for path in modules for text in texts_of_python(path)}
    return found | {text for path in templates for text in texts_of_template(path)}


def test_the_catalogue_holds_every_text_of_the_code(catalogue: polib.POFile) -> None:
    missing = texts_in_code() - {entry.msgid for entry in catalogue}
    assert missing == set(), "Run manage.py makemessages -l tr, translate, then compilemessages."


def test_the_catalogue_holds_no_text_that_is_gone(catalogue: polib.POFile) -> None:
    stale = {entry.msgid for entry in catalogue} - texts_in_code()
    assert stale == set(), "Run make messages, which leaves them out."


def test_every_text_is_translated(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy] == []


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_no_translation_loses_or_invents_a_placeholder(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        if "{{" in entry.msgid:
            continue
        if not entry.msgid_plural:
            assert placeholders(entry.msgstr) == placeholders(entry.msgid), entry.msgid
            continue
        one, many = entry.msgstr_plural.values()
        assert placeholders(many) == placeholders(entry.msgid_plural), entry.msgid
        # "A day" may be said with its number.
        assert placeholders(one) in (placeholders(entry.msgid), placeholders(entry.msgid_plural)), entry.msgid


def test_the_compiled_catalogue_is_the_one_that_was_written(catalogue: polib.POFile) -> None:
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    read = {(entry.msgid, entry.msgstr, *entry.msgstr_plural.values()) for entry in compiled}
    assert read == {(entry.msgid, entry.msgstr, *entry.msgstr_plural.values()) for entry in catalogue}


def test_scripts_hold_no_words_of_their_own() -> None:
    """What scripts say to people stands in the page, as data attributes, where it is translated."""
    literal = re.compile(r"""(["'`])([A-ZÇĞİÖŞÜ][^"'`\n]* [^"'`\n]*)\1""")
    found = {
        path.name: literal.findall(path.read_text(encoding="utf-8")) for path in (ROOT / "static" / "js").glob("*.js")
    }
    assert {name: words for name, words in found.items() if words} == {}
