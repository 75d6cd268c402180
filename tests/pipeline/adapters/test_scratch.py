from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.scratch import scratch

PLACES = st.integers(0, 20_000)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("seek"), PLACES),
        st.tuples(st.just("back"), PLACES),
        st.tuples(st.just("read"), PLACES),
        st.tuples(st.just("write"), PLACES),
        st.tuples(st.just("truncate"), PLACES),
        st.tuples(st.just("flush"), st.just(0)),
    ),
    max_size=25,
)


@given(STEPS)
@settings(max_examples=150, deadline=None)
def test_it_behaves_as_a_file_in_memory_does(steps: list[tuple[str, int]]) -> None:
    plain = BytesIO()
    with scratch(Path(tempfile.gettempdir())) as sealed:
        for number, (act, size) in enumerate(steps):
            match act:
                case "seek":
                    assert sealed.seek(size) == plain.seek(size)
                case "back":
                    end = plain.seek(0, os.SEEK_END)
                    assert sealed.seek(-min(size, end), os.SEEK_END) == plain.seek(
                        max(end - size, 0)
                    )
                case "read":
                    assert sealed.read(size) == plain.read(size)
                case "write":
                    data = bytes((number + i) % 251 + 1 for i in range(size))
                    assert sealed.write(data) == plain.write(data)
                case "truncate":
                    plain_at = plain.tell()
                    grown = plain.getvalue()[:size].ljust(size, b"\0")
                    plain = BytesIO(grown)
                    plain.seek(plain_at)
                    assert sealed.truncate(size) == size
                case "flush":
                    sealed.flush()
            assert sealed.tell() == plain.tell()
        sealed.seek(0)
        assert sealed.read() == plain.getvalue()


def test_it_has_no_name_and_shows_no_plaintext_on_the_disk(tmp_path: Path) -> None:
    secret = b"the plaintext of a call " * 1000
    with scratch(tmp_path / "new") as file:
        file.write(secret)
        file.flush()
        assert list((tmp_path / "new").iterdir()) == []
        on_disk = [
            fd.read_bytes()
            for fd in Path("/proc/self/fd").iterdir()
            if "(deleted)" in _target(fd) and str(tmp_path) in _target(fd)
        ]
        assert any(len(bytes_) >= len(secret) for bytes_ in on_disk)
        assert not any(b"plaintext" in bytes_ for bytes_ in on_disk)


def _target(fd: Path) -> str:
    try:
        return str(fd.readlink())
    except OSError:
        return ""


def test_nothing_is_left_of_it_when_the_process_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from pipeline.adapters.scratch import scratch\n"
        "f = scratch(Path(sys.argv[1])); f.write(b'x' * 1_000_000); f.flush()\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def test_a_closed_one_cannot_be_read(tmp_path: Path) -> None:
    file = scratch(tmp_path)
    file.close()
    with pytest.raises(ValueError, match="closed"):
        file.read()
