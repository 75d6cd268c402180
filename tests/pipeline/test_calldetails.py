from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.calldetails import (
    call_detail,
    leg_of,
    number,
    read_fields,
    read_name,
    row_about,
)
from pipeline.drops import Source
from pipeline.model import CallDetail, Clock, Direction, Moment, Party
from pipeline.presets import Preset, Witnesses
from pipeline.settings.intake import load_intake

PRESETS = Path(__file__).parents[2] / "config" / "intake.toml"
RECEIVED = datetime(2025, 4, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def source_of(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Source]:
    """A source in London for each preset that is shipped."""
    import tomllib

    config = tmp_path_factory.mktemp("config")
    names = tomllib.loads(PRESETS.read_text())["preset"]
    tables = [
        f'[[source]]\nname = "{name}"\nfolder = "{name}"\npreset = "{name}"\n'
        'zone = "Europe/London"\n'
        for name in names
    ]
    (config / "intake.toml").write_text("\n".join(tables))
    return {source.name: source for source in load_intake(config, presets=PRESETS).sources}


def told(source: Source, path: str, beside: dict[str, str] | None = None) -> CallDetail:
    return call_detail(
        source.name,
        source.preset,
        Witnesses(read_name(path, source.preset).fields, read_fields(beside or {}, source.preset)),
        call_id="unnamed",
        duration=60_000,
        received=RECEIVED,
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


INBOUND, OUTBOUND, INTERNAL = Direction.INBOUND, Direction.OUTBOUND, Direction.INTERNAL
UUID = "0d1b8d86-55f5-4a43-9c7f-0f7c6a5e2d10"

GOLDEN: list[tuple[str, str, dict[str, object]]] = [
    (
        "freepbx",
        "2025/03/27/out-07700900123-201-20250327-092517-1743067517.12206.wav",
        {"direction": OUTBOUND, "dnis": "07700900123", "agent": "201",
         "call_id": "1743067517.12206", "started": "2025-03-27T09:25:17Z"},
    ),
    (
        "freepbx",
        "in-02079460123-07700900456-20250327-092517-1743067517.12207.wav",
        {"direction": INBOUND, "dnis": "02079460123", "ani": "07700900456",
         "started": "2025-03-27T09:25:17Z"},
    ),
    (
        "freepbx",
        "in-07700900456-201-20250331-092517-1743067517.12207.wav",
        {"direction": INBOUND, "ani": "07700900456", "agent": "201", "dnis": None,
         "started": "2025-03-31T08:25:17Z"},
    ),
    (
        "freepbx",
        "external-201-anonymous-20250327-092517-pbx1-1743067517.9.gsm",
        {"direction": INBOUND, "ani": None, "agent": "201", "call_id": "pbx1-1743067517.9"},
    ),
    (
        "freepbx",
        "q-600-07700900911-20250327-160531-1743091531.12411.WAV",
        {"direction": INBOUND, "queue": "600", "ani": "07700900911"},
    ),
    (
        "freepbx",
        "exten-202-201-20250327-160531-1743091531.5.wav",
        {"direction": INTERNAL, "dnis": "202", "ani": "201"},
    ),
    ("freepbx", "force-202-201-20250327-160531-1743091531.5.wav", {"direction": None}),
    (
        "fusionpbx",
        f"recordings/fairfield.example.com/archive/2025/Mar/27/{UUID}.wav",
        {"call_id": UUID, "started": None, "ended": "2025-03-28T00:00:00Z", "direction": None},
    ),
    (
        "genesys_cloud",
        f"year=2025/month=03/day=31/hour=9/conversation_id={UUID}/3f8a1b52.opus",
        {"call_id": UUID, "started": None, "ended": "2025-03-31T10:00:00Z"},
    ),
    (
        "genesys_gir",
        "011AP643RODC0001_2015-09-10_16-58-22-006B015F-1000427D-00000001.mp3",
        {"call_id": "011AP643RODC0001", "started": "2015-09-10T16:58:22Z"},
    ),
    (
        "amazon_connect",
        f"CallRecordings/2025/03/27/{UUID}_20250327T09:25_UTC.wav",
        {"call_id": UUID, "started": "2025-03-27T09:25:00Z"},
    ),
    (
        "aws_pca",
        "Auto1_GUID_001_AGENT_AndrewK_DT_2025-02-20T07-55-51.wav",
        {"call_id": "Auto1_GUID_001", "agent": "AndrewK", "started": "2025-02-20T07:55:51Z"},
    ),
    (
        "twilio",
        "RE0b9c3f1e6a7d4c2f8e5b1a9d3c7f2e46.wav",
        {"call_id": "RE0b9c3f1e6a7d4c2f8e5b1a9d3c7f2e46", "started": None, "ended": None},
    ),
    (
        "3cx",
        "201/[Hollins, Peter]_201-07700900678_20250330144837(5521).wav",
        {"agent": "201", "ani": "07700900678", "call_id": "5521",
         "started": "2025-03-30T13:48:37Z"},
    ),
    (
        "ringcentral",
        "20250327-153122_+447700900234_+442079460123_Outbound_Automatic_2187340112.mp3",
        {"direction": OUTBOUND, "ani": "+447700900234", "dnis": "+442079460123",
         "call_id": "2187340112", "started": "2025-03-27T15:31:22Z"},
    ),
    (
        "miarec",
        "20250327081209_07700900604_02079460123_2.mp3",
        {"ani": "07700900604", "dnis": "02079460123", "started": "2025-03-27T08:12:09Z",
         "call_id": "20250327081209_07700900604_02079460123"},
    ),
    (
        "oreka",
        "2025/03/27/12/20250327_122039_AHJKLT_02079460150_07700900729.wav",
        {"call_id": "20250327_122039_AHJKLT", "ani": "07700900729", "dnis": "02079460150",
         "started": "2025-03-27T12:20:39Z"},
    ),
    (
        "ivozprovider",
        "20180820111934_onDemand-109_202_109.mp3",
        {"ani": "202", "dnis": "109", "started": "2018-08-20T10:19:34Z"},
    ),
    ("rtpengine", "3a7c@pbx-1f2e3d4c5b6a7988-mix.wav", {"call_id": "3a7c@pbx", "started": None}),
    (
        "legs",
        "20250327-095812-02079460123-07700900377-in.wav",
        {"call_id": "20250327-095812-02079460123-07700900377",
         "started": "2025-03-27T09:58:12Z"},
    ),
    ("generic", "voice memo (2) ~ from [the desk].m4a", {"call_id": "unnamed", "started": None}),
]  # fmt: skip


@pytest.mark.parametrize(("preset", "path", "expected"), GOLDEN, ids=[g[0] for g in GOLDEN])
def test_a_file_name_tells_what_its_system_put_in_it(
    source_of: dict[str, Source], preset: str, path: str, expected: dict[str, object]
) -> None:
    detail = told(source_of[preset], path)
    for name, value in expected.items():
        found = getattr(detail, name)
        if isinstance(found, Moment):
            assert found.clock is Clock.FILE_NAME
            found = found.at
            value = at(str(value))
        assert found == value, name


def test_every_preset_that_is_shipped_has_a_golden_name(source_of: dict[str, Source]) -> None:
    assert {name for name, _, _ in GOLDEN} == set(source_of)


SIDECARS: list[tuple[str, dict[str, str], dict[str, object]]] = [
    (
        "freepbx",
        {"uniqueid": "1.2", "calldate": "2025-03-31 17:02:10", "src": "07700900019",
         "did": "02079460123", "dst": "201", "queue": "help", "direction": "inbound"},
        {"started": "2025-03-31T16:02:10Z", "ani": "07700900019", "dnis": "02079460123"},
    ),
    (
        "genesys_cloud",
        {"conversationId": "c1", "startTime": "2025-03-31T10:02:44Z", "ani": "tel:+447700900321",
         "dnis": "tel:+442079460123", "initialDirection": "inbound", "wrapUpCode": "SALE"},
        {"started": "2025-03-31T10:02:44Z", "ani": "+447700900321", "disposition_code": "SALE"},
    ),
    (
        "amazon_connect",
        {"ContactId": "c2", "InitiationMethod": "OUTBOUND", "Queue.Name": "Sales",
         "CustomerEndpoint.Address": "+447700900555", "SystemEndpoint.Address": "+442079460123",
         "InitiationTimestamp": "2025-03-27T14:25:00Z",
         "DisconnectTimestamp": "2025-03-27T14:25:27Z"},
        {"ended": "2025-03-27T14:25:27Z", "dnis": "+447700900555", "ani": "+442079460123",
         "queue": "Sales", "direction": OUTBOUND},
    ),
    (
        "twilio",
        {"call_sid": "CA1", "start_time": "Thu, 27 Mar 2025 10:14:20 +0000",
         "direction": "outbound-api", "from": "+442079460123", "to": "+447700900266"},
        {"call_id": "CA1", "started": "2025-03-27T10:14:20Z", "direction": OUTBOUND},
    ),
    (
        "fusionpbx",
        {"variables.start_stamp": "2025-03-31 11:40:03", "cc_queue": "sales"},
        {"started": "2025-03-31T10:40:03Z", "queue": "sales"},
    ),
    ("fusionpbx", {"start_epoch": "1743072003"}, {"started": "2025-03-27T10:40:03Z"}),
]  # fmt: skip


@pytest.mark.parametrize(("preset", "beside", "expected"), SIDECARS)
def test_a_sidecar_is_read_in_its_systems_words(
    source_of: dict[str, Source],
    preset: str,
    beside: dict[str, str],
    expected: dict[str, object],
) -> None:
    detail = told(source_of[preset], "x.wav", beside)
    for name, value in expected.items():
        found = getattr(detail, name)
        if isinstance(found, Moment):
            assert found.clock is Clock.SIDECAR
            found, value = found.at, at(str(value))
        assert found == value, name


# --- the rest -------------------------------------------------------------------------


def test_a_sites_own_direction_words_win() -> None:
    preset = Preset("x", UTC, UTC, directions={"in": Direction.OUTBOUND, "out": None})
    detail = [
        call_detail(
            "s", preset, Witnesses({"direction": word}, {}),
            call_id="c", duration=1, received=RECEIVED,
        ).direction
        for word in ("IN", "out", "incoming")
    ]  # fmt: skip
    assert detail == [Direction.OUTBOUND, None, Direction.INBOUND]


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("tel:+442079460123", "+442079460123"),
        ("<sip:07700900123@pbx.example.com;user=phone>", "07700900123"),
        (" 020 7946 0123 ", "020 7946 0123"),
        ("Anonymous", None),
        ("", None),
    ],
)
def test_a_number_loses_its_wrapping(written: str, bare: str | None) -> None:
    assert number(written) == bare


def test_the_row_of_a_list_is_found_by_the_files_name() -> None:
    rows = [{"file": "a.wav", "id": "1"}, {"file": r"C:\calls\b.wav", "id": "2"}]
    assert row_about(rows, "b.wav") == rows[1]
    assert row_about(rows, "c.wav") is None


def test_legs_pair_by_their_name_without_the_leg_word(source_of: dict[str, Source]) -> None:
    preset = source_of["legs"].preset
    one, other = (leg_of(f"d/20250327-095812-x-{word}.wav", {}, preset) for word in ("in", "out"))
    assert one is not None
    assert other is not None
    assert one.key == other.key == "d/20250327-095812-x.wav"
    assert (one.party, other.party) == (Party.CUSTOMER, Party.AGENT)


def test_legs_told_by_sidecars_pair_by_their_call() -> None:
    preset = Preset("x", UTC, UTC, legs={"a": Party.AGENT, "b": Party.CUSTOMER})
    one = leg_of("1.wav", {"leg": "A", "call_id": "c"}, preset)
    other = leg_of("2.wav", {"leg": "b", "call_id": "c"}, preset)
    assert one is not None
    assert other is not None
    assert one.key == other.key
    assert leg_of("3.wav", {"leg": "both", "call_id": "c"}, preset) is None
