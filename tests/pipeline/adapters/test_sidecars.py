from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.sidecars import read_sidecar
from pipeline.errors import UnreadableSidecar


def test_nested_json_becomes_dotted_names() -> None:
    content = b'{"id": "c", "participants": [{"ani": "tel:1"}, {"ani": null}], "n": {"wait": 1.50}}'
    assert read_sidecar(content, "json") == [
        {"id": "c", "participants.0.ani": "tel:1", "n.wait": "1.50"}
    ]


def test_a_number_keeps_all_its_digits() -> None:
    content = b'{"ani": 447700900123000000000, "on": true, "off": ""}'
    assert read_sidecar(content, "json") == [{"ani": "447700900123000000000", "on": "true"}]


def test_a_json_list_tells_of_several_calls() -> None:
    assert read_sidecar(b'[{"a": "1"}, {"a": "2"}]', "json") == [{"a": "1"}, {"a": "2"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_with_the_delimiter_it_has(delimiter: str) -> None:
    text = (
        f'Id{delimiter} From {delimiter}Note\r\n1{delimiter}020 7946 0123{delimiter}"a, b"\r\n\r\n'
    )
    assert read_sidecar(text.encode(), "csv") == [
        {"Id": "1", "From": "020 7946 0123", "Note": "a, b"}
    ]


def test_xml_has_attributes_and_counted_children() -> None:
    content = b"""<?xml version="1.0" encoding="UTF-8"?>
        <c:call xmlns:c="urn:x" id="7"><queue>sales</queue>
        <party role="a">1</party><party>2</party><!-- no --></c:call>"""
    assert read_sidecar(content, "xml") == [
        {"id": "7", "queue": "sales", "party.0": "1", "party.0.role": "a", "party.1": "2"}
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_what_windows_writes_is_read(encoding: str) -> None:
    assert read_sidecar('{"agent": "Zoë"}'.encode(encoding), "json") == [{"agent": "Zoë"}]


BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>"""
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>"""


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"", "json"),
        (b'{"secret": 4929', "json"),
        (b"4929", "json"),
        (b'["4929"]', "json"),
        (b"[" * 100_000, "json"),
        (b'{"a":' * 50_000, "json"),
        (b"", "csv"),
        (b"only,a,heading\n", "csv"),
        (b'a,b\n"4929', "csv"),
        (b"", "xml"),
        (b"<secret>4929", "xml"),
        (BOMB, "xml"),
        (OUTSIDE, "xml"),
        (b'<?xml version="1.0" encoding="ebcdic-none"?><x/>', "xml"),
        (b"<a>" * 100_000 + b"4929" + b"</a>" * 100_000, "xml"),
        (b"[" + b'{"' + b'":1,"'.join(b"%d" % n for n in range(20_001)) + b'":1}]', "json"),
        (b"x", "meta"),
    ],
)
def test_what_cannot_be_read_says_so_and_does_not_quote_it(content: bytes, ending: str) -> None:
    with pytest.raises(UnreadableSidecar) as wrong:
        read_sidecar(content, ending)
    assert "4929" not in str(wrong.value)
    assert "secret" not in str(wrong.value)


@given(st.binary(max_size=300), st.sampled_from(["json", "csv", "xml"]))
def test_whatever_bytes_come_they_are_fields_or_an_error(content: bytes, ending: str) -> None:
    try:
        rows = read_sidecar(content, ending)
    except UnreadableSidecar:
        return
    for row in rows:
        assert all(text == text.strip() and text for text in row.values())
