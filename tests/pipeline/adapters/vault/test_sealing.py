from __future__ import annotations

from io import SEEK_CUR, SEEK_END, BytesIO, RawIOBase
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.vault.sealing import CHUNK, new_key, seal, unseal
from pipeline.errors import Tampered

CHUNK_SIZE = 16
HEADER = 20
SEALED_CHUNK = CHUNK_SIZE + 16
NAME = "a" * 32 + ".quality.audio"
KEY = bytes(range(32))


class Bytes:
    """Sealed bytes in memory that count what is read of them."""

    def __init__(self, content: bytes) -> None:
        self.content, self.size, self.read, self.closed = content, len(content), 0, False

    def read_at(self, offset: int, length: int) -> bytes:
        piece = self.content[offset : offset + length]
        self.read += len(piece)
        return piece

    def close(self) -> None:
        self.closed = True


def sealed(content: bytes, chunk_size: int = CHUNK_SIZE, name: str = NAME) -> bytes:
    return b"".join(seal(BytesIO(content), KEY, name, chunk_size))


def unsealed(content: bytes, name: str = NAME, key: bytes = KEY) -> bytes:
    with unseal(Bytes(content), key, name) as stream:
        return stream.read()


contents = st.binary(max_size=5 * CHUNK_SIZE)


@given(contents)
def test_what_was_sealed_is_unsealed(content: bytes) -> None:
    assert unsealed(sealed(content)) == content


@given(contents, st.lists(st.tuples(st.integers(0, 90), st.integers(0, 40)), max_size=8))
def test_any_range_can_be_read_in_any_order(content: bytes, ranges: list[tuple[int, int]]) -> None:
    with unseal(Bytes(sealed(content)), KEY, NAME) as stream:
        for start, length in ranges:
            stream.seek(start)
            assert stream.read(length) == content[start : start + length]


@given(contents, st.data())
def test_any_changed_bit_is_noticed(content: bytes, data: st.DataObject) -> None:
    forged = bytearray(sealed(content))
    bit = data.draw(st.integers(0, len(forged) * 8 - 1))
    forged[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Tampered):
        unsealed(bytes(forged))


@given(contents, st.data())
def test_any_cut_is_noticed_before_a_byte_is_returned(content: bytes, data: st.DataObject) -> None:
    whole = sealed(content)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(Tampered):
        unseal(Bytes(whole[:cut]), KEY, NAME)


@given(contents, st.binary(min_size=1, max_size=3 * SEALED_CHUNK))
def test_anything_added_is_noticed_before_a_byte_is_returned(content: bytes, more: bytes) -> None:
    with pytest.raises(Tampered):
        unseal(Bytes(sealed(content) + more), KEY, NAME)


def test_chunks_that_changed_places_are_noticed() -> None:
    whole = sealed(b"a" * CHUNK_SIZE + b"b" * CHUNK_SIZE + b"c")
    first, second = HEADER, HEADER + SEALED_CHUNK
    swapped = whole[:first] + whole[second : second + SEALED_CHUNK] + whole[first:second]
    with pytest.raises(Tampered):
        unsealed(swapped + whole[second + SEALED_CHUNK :])


def test_a_chunk_of_another_sealing_under_the_same_key_is_noticed() -> None:
    ours, theirs = sealed(b"a" * 40), sealed(b"a" * 40)
    mixed = ours[:HEADER] + theirs[HEADER : HEADER + SEALED_CHUNK] + ours[HEADER + SEALED_CHUNK :]
    with pytest.raises(Tampered):
        unsealed(mixed)


def test_it_opens_under_its_own_name_only() -> None:
    with pytest.raises(Tampered):
        unsealed(sealed(b"content"), name="b" * 32 + ".quality.audio")


def test_it_opens_with_its_own_key_only() -> None:
    with pytest.raises(Tampered):
        unsealed(sealed(b"content"), key=new_key())


def test_a_header_that_asks_for_endless_memory_is_refused() -> None:
    whole = bytearray(sealed(b"content"))
    whole[9:13] = b"\xff\xff\xff\xff"
    with pytest.raises(Tampered, match="header"):
        unsealed(bytes(whole))


def test_a_jump_decrypts_only_what_it_needs() -> None:
    stored = Bytes(sealed(bytes(50 * CHUNK), chunk_size=CHUNK))
    with unseal(stored, KEY, NAME) as stream:
        stream.seek(25 * CHUNK + 10)
        stream.read(100)
    assert stored.read < 4 * CHUNK


def test_a_source_that_trickles_is_sealed_whole() -> None:
    class Trickle(RawIOBase):
        left = 100

        def read(self, size: int = -1, /) -> bytes:
            count = min(3, size, self.left)
            self.left -= count
            return b"x" * count

    pieces = seal(cast(BinaryIO, Trickle()), KEY, NAME, CHUNK_SIZE)
    assert unsealed(b"".join(pieces)) == b"x" * 100


def test_seeking_is_that_of_any_file() -> None:
    with unseal(Bytes(sealed(b"0123456789")), KEY, NAME) as stream:
        assert stream.seekable()
        assert stream.readable()
        assert not stream.writable()
        assert stream.seek(-3, SEEK_END) == 7
        assert stream.seek(1, SEEK_CUR) == 8
        assert stream.read() == b"89"
        assert stream.tell() == 10
        assert stream.seek(20) == 20
        assert stream.read(1) == b""
        with pytest.raises(ValueError, match="before the start"):
            stream.seek(-1)


def test_closing_the_stream_or_refusing_it_closes_what_it_reads_from() -> None:
    good, bad = Bytes(sealed(b"content")), Bytes(b"no seal")
    unseal(good, KEY, NAME).close()
    with pytest.raises(Tampered):
        unseal(bad, KEY, NAME)
    assert good.closed
    assert bad.closed


def test_a_sealing_takes_no_more_memory_than_a_few_chunks() -> None:
    pieces = seal(BytesIO(bytes(10 * CHUNK)), KEY, NAME)
    assert max(len(piece) for piece in pieces) == CHUNK + 16
