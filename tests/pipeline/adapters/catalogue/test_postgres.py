"""What only a server does: several at work at once, passwords, rows that linger."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.adapters.catalogue import connect, database
from pipeline.errors import BadConfig, HushtapeError, Refused, Unavailable, UnderHold
from pipeline.model import Hold, Kind, Rendition
from pipeline.ports import Keeping
from pipeline.settings.site import load_site
from tests.calls import ENDED, LEASE, QUALITY, TRAINING, a_recording, received, released

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    from django.db import connections

    connections.close_all()


def at_once(*acts: Callable[[], object]) -> list[BaseException | object]:
    """What came of each, all begun at the same moment, each on a connection of its own."""
    from django.db import connection

    results: list[BaseException | object] = [None] * len(acts)
    begin = threading.Barrier(len(acts))

    def do(place: int) -> None:
        begin.wait()
        try:
            results[place] = acts[place]()
        except HushtapeError as trouble:
            results[place] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_a_hold_and_a_destruction_at_once_one_wins(keeping: Keeping) -> None:
    """Without serializable transactions both would, now and then: write skew."""
    for number in range(15):
        call = released(keeping, TRAINING, recording=a_recording(call_id=f"c-{number}"))
        audio = Rendition(call.id, QUALITY, Kind.AUDIO)
        hold = Hold(f"h-{number}", "a matter", "rita", ENDED)
        results = at_once(
            lambda hold=hold, call=call: keeping.catalogue.place(hold, [call.id]),  # type: ignore[misc]
            lambda audio=audio: keeping.catalogue.doom(audio, "over"),  # type: ignore[misc]
        )
        refused = [r for r in results if isinstance(r, Refused | UnderHold)]
        assert len(refused) == 1, results
        held = bool(keeping.catalogue.holds_on(call.id))
        assert held == keeping.catalogue.is_verified(audio)


def test_many_workers_claim_each_call_once(keeping: Keeping) -> None:
    calls = {received(keeping, a_recording(call_id=f"c-{n}")).id for n in range(6)}
    claims = at_once(
        *(
            lambda n=n: keeping.catalogue.claim(f"worker-{n}", now=ENDED, lease=LEASE)
            for n in range(6)
        )
    )
    assert {claim.recording.id for claim in claims} == calls  # type: ignore[union-attr]


def test_two_processes_bring_the_schema_up_to_date_at_once(
    empty_catalogue: str,
) -> None:
    from tests.servers.postgres import new_database

    address = new_database(empty_catalogue, "twice")
    connect(address)
    assert at_once(*[lambda: connect(address)] * 3) == [None] * 3


def test_a_server_that_is_down_is_unavailable_and_named_nowhere(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as down:
        connect("postgresql://hushtape@127.0.0.1:1/calls")
    assert "127.0.0.1" not in str(down.value)
    assert "PASSWORD" in down.value.hint
    assert down.value.__cause__ is None


def test_a_lost_server_is_unavailable_and_then_there_again(keeping: Keeping) -> None:
    from django.db import connection

    call = received(keeping)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    import psycopg

    with psycopg.connect((keeping_address()), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
    with pytest.raises(Unavailable):
        keeping.catalogue.state(call.id)
    assert keeping.catalogue.state(call.id)


def keeping_address() -> str:
    from django.db import connection

    at = connection.settings_dict
    return f"postgresql://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def test_rows_that_are_gone_are_vacuumed_after_a_sweep(keeping: Keeping) -> None:
    from django.db import connection

    call = released(keeping, TRAINING)
    for rendition in keeping.catalogue.renditions(call.id):
        keeping.catalogue.doom(rendition, "over")
        keeping.catalogue.forget(rendition)
    keeping.catalogue.tidy(now=ENDED)
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        for table in ("call", "recording", "rendition", "tag"):
            cursor.execute("SELECT pg_relation_size(%s)", [f"catalogue_{table}"])
            assert cursor.fetchone() == (0,), table


def test_the_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUSHTAPE_DATABASE_PASSWORD", "a secret")
    at = database("postgresql://hush%40tape@db.example:5433/calls?sslmode=verify-full")
    assert (at["USER"], at["HOST"], at["PORT"], at["NAME"], at["PASSWORD"]) == (
        "hush@tape",
        "db.example",
        "5433",
        "calls",
        "a secret",
    )
    assert at["OPTIONS"]["sslmode"] == "verify-full"


@pytest.mark.parametrize(
    "address", ["postgresql://a:swordfish@db/calls", "postgresql://a@db/calls?password=swordfish"]
)
def test_a_password_in_the_file_is_refused_and_not_repeated(tmp_path: Path, address: str) -> None:
    (tmp_path / "site.toml").write_text(f'data = "x"\n[catalogue]\ndatabase = "{address}"\n')
    with pytest.raises(BadConfig) as refused:
        load_site(tmp_path)
    assert "swordfish" not in f"{refused.value} {refused.value.hint}"
