"""The parts of a version that are rewritten, as GEPA's components: texts by name, and back again."""

import re
from collections.abc import Mapping
from typing import Any

from annotations.prompts.template import variables

SYSTEM, PRINCIPLES, FORMAT = "system", "principles", "format"
WHAT = {
    SYSTEM: "the system text: who the assistant is and how it answers",
    PRINCIPLES: "the list of principles that the assistant follows, one per line, at most twelve, each one sentence",
    FORMAT: "the instructions on the form of an answer (length, structure, tone)",
}
LONGEST = {SYSTEM: 4000, PRINCIPLES: 4000, FORMAT: 1000}
MOST_PRINCIPLES = 12
LONGEST_PRINCIPLE = 400
BULLET = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")
FENCED = re.compile(r"```[^\n`]*\n(.*?)```", re.DOTALL)


def parts_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """The components of a version. A format with a schema stays as it is: programs read what it makes."""
    form = fields["output_format"]
    found = {SYSTEM: fields["system"], PRINCIPLES: "\n".join(f"- {one}" for one in fields["principles"])}
    return found if form.get("schema") else {**found, FORMAT: str(form.get("instructions") or "")}


def fields_with(fields: Mapping[str, Any], parts: Mapping[str, str]) -> dict[str, Any]:
    """The version with its parts put in place."""
    made = {**fields, "system": parts[SYSTEM], "principles": principles_in(parts[PRINCIPLES])}
    if FORMAT in parts:
        text = parts[FORMAT].strip()
        made["output_format"] = {"instructions": text, "schema": None} if text else {}
    return made


def principles_in(text: str) -> list[str]:
    """The principles of a list, without bullets, doubles and blanks."""
    lines = [BULLET.sub("", line).strip() for line in text.splitlines()]
    return list(dict.fromkeys(line for line in lines if line))


def new_text(said: str, *, part: str, allowed: Mapping[str, Any]) -> str | None:
    """The text that a reflecting model wrote of a part; None where it wrote nothing that can stand there.

    It may not bring in variables that the version has no values for: what it writes is a template.
    """
    fenced = FENCED.findall(said)
    text = (fenced[-1] if fenced else said).strip()
    if not text or len(text) > LONGEST[part] or "<<<" in text:
        return None
    if part == SYSTEM:
        known = set(variables(allowed["system"], allowed["user_text"]))
        return text if set(variables(text)) <= known else None
    if part == PRINCIPLES:
        rows = principles_in(text)
        if len(rows) > MOST_PRINCIPLES or any(len(one) > LONGEST_PRINCIPLE for one in rows):
            return None
        return "\n".join(f"- {one}" for one in rows) or None
    return text
