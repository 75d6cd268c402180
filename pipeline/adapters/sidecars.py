"""What a telephony system writes beside a recording: JSON, CSV or XML, made flat.

Nested values get dotted names, lists are counted from 0: "participants.0.name". Errors
name the kind of trouble and its place, never the content.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from pipeline.errors import UnreadableSidecar
from pipeline.presets import Fields

MOST_FIELDS = 20_000
"""Of one call: more is not a call's details."""
LONGEST_NAME = 1_000
"""Characters of a field's whole dotted name: each field has a copy of it."""
MOST_CALLS = 100_000
"""In one list of calls: more of them would fill the memory."""
csv.field_size_limit(1024 * 1024)


def read_sidecar(content: bytes, ending: str) -> Sequence[Fields]:
    """The calls a sidecar tells of, by the ending of its name: "json", "csv" or "xml".

    A JSON list and the lines of a CSV file may tell of several. Raises UnreadableSidecar.
    """
    try:
        match ending:
            case "json":
                return _from_json(_text(content))
            case "csv":
                return _from_csv(_text(content))
            case "xml":
                return [_flat(_xml_pairs(_xml(content)))]
    except RecursionError:
        raise UnreadableSidecar(f"the {ending} sidecar is nested too deep") from None
    raise UnreadableSidecar(f"a sidecar that ends in .{ending[:8]} is not one we read")


def _text(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Windows wrote before."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _flat(pairs: Iterator[tuple[str, str]]) -> Fields:
    fields: dict[str, str] = {}
    for key, text in pairs:
        if len(key) > LONGEST_NAME:
            raise UnreadableSidecar(f"a name in the sidecar is longer than {LONGEST_NAME} letters")
        if bare := text.strip():
            fields[key] = bare
        if len(fields) > MOST_FIELDS:
            raise UnreadableSidecar(f"the sidecar has more than {MOST_FIELDS} fields for a call")
    return fields


def _must_be_a_day_s_work(calls: int) -> None:
    if calls > MOST_CALLS:
        raise UnreadableSidecar(f"the sidecar tells of more than {MOST_CALLS} calls")


# --- JSON -----------------------------------------------------------------------------


def _from_json(text: str) -> Sequence[Fields]:
    try:
        # Numbers stay as they were written: a telephone number may be one.
        said = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError as wrong:
        raise UnreadableSidecar(f"the sidecar is not JSON: {_place(wrong)}") from None
    calls = said if isinstance(said, list) else [said]
    if not all(isinstance(call, dict) for call in calls):
        raise UnreadableSidecar("the JSON sidecar is neither an object nor a list of objects")
    _must_be_a_day_s_work(len(calls))
    return [_flat(_json_pairs(call, "")) for call in calls]


def _place(wrong: ValueError) -> str:
    if isinstance(wrong, json.JSONDecodeError):
        return f"line {wrong.lineno}, column {wrong.colno}"
    return "a value no one can read"


def _json_pairs(value: object, path: str) -> Iterator[tuple[str, str]]:
    dot = "." if path else ""
    match value:
        case dict():
            for key, inner in value.items():
                yield from _json_pairs(inner, f"{path}{dot}{key}")
        case list():
            for number, inner in enumerate(value):
                yield from _json_pairs(inner, f"{path}{dot}{number}")
        case bool():
            yield path, "true" if value else "false"
        case str():
            yield path, value


# --- CSV ------------------------------------------------------------------------------


def _from_csv(text: str) -> Sequence[Fields]:
    head = text.partition("\n")[0]
    delimiter = max(",;\t|", key=head.count)
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        lines = list(islice(reader, MOST_CALLS + 2))
    except csv.Error:
        raise UnreadableSidecar("the sidecar is not CSV: its quotes do not match") from None
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if len(lines) < 2:
        raise UnreadableSidecar("the CSV sidecar has no line of details below its heading")
    _must_be_a_day_s_work(len(lines) - 1)
    heading = [name.strip() for name in lines[0]]
    return [_flat(iter(zip(heading, line, strict=False))) for line in lines[1:]]


# --- XML ------------------------------------------------------------------------------


def _xml(content: bytes) -> Element:
    """The root of an XML document. Raises UnreadableSidecar, also for entities and DTDs."""
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except ParseError as wrong:
        line, column = wrong.position
        raise UnreadableSidecar(f"the sidecar is not XML: line {line}, column {column}") from None
    except DefusedXmlException:
        raise UnreadableSidecar("the XML sidecar declares entities or a DTD") from None
    except (ValueError, LookupError):
        raise UnreadableSidecar("the XML sidecar's encoding is not known") from None
    return root


def _xml_pairs(element: Element, path: str = "") -> Iterator[tuple[str, str]]:
    """Attributes like children; children of one name are counted; the root is not named."""
    dot = "." if path else ""
    for key, text in element.attrib.items():
        yield f"{path}{dot}{_local(key)}", text
    if element.text and path:
        yield path, element.text
    names = Counter(_local(child.tag) for child in element)
    count: Counter[str] = Counter()
    for child in element:
        name = _local(child.tag)
        number = f".{count[name]}" if names[name] > 1 else ""
        count[name] += 1
        yield from _xml_pairs(child, f"{path}{dot}{name}{number}")


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
