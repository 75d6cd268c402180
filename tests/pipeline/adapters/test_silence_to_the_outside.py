from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_no_part_reports_home_or_leaves_a_file_when_it_is_imported(tmp_path: Path) -> None:
    script = "import pipeline.adapters.digit_words, pipeline.adapters.speech_activity"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"TMPDIR": str(tmp_path), "ORT_DISABLE_TELEMETRY": ""},
        check=False,
    )
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []
