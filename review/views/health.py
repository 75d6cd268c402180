"""For what watches the desk: is it alive, is it ready, and what is going on, in numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from pipeline.disposal import DESTROYED
from pipeline.errors import HushtapeError
from pipeline.reviewing import PLAYED
from review import tokens
from review.configuration import the_site
from review.tokens import Scope

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


def readyz(request: HttpRequest) -> HttpResponse:
    """What it depends on answers; 503 and the name of what does not."""
    site = the_site()
    checks: dict[str, Callable[[], object]] = {
        "catalogue": site.listing.states,
        "ledger": lambda: site.ledger.newest(1),
        "vault": lambda: next(site.vault.renditions(), None),
    }
    down = []
    for name, check in checks.items():
        try:
            check()
        except (HushtapeError, OSError):
            down.append(name)
    return JsonResponse({"ready": not down, "down": down}, status=503 if down else 200)


def metrics(request: HttpRequest) -> HttpResponse:
    """In Prometheus' text format, for a token of scope metrics:read. No personal data."""
    try:
        tokens.caller(request, Scope.METRICS)
    except tokens.NoToken:
        refused = HttpResponse(status=401)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    except (tokens.OutOfScope, tokens.TooMany) as refusal:
        return HttpResponse(status=429 if isinstance(refusal, tokens.TooMany) else 403)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Site())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE)


class _Site:
    """This installation, as a collector of prometheus_client."""

    def collect(self) -> Iterator[Metric]:
        site = the_site()
        now = site.clock()
        yield _labelled(
            "hushtape_calls", "Recordings in each state.", "state", site.listing.states().items()
        )
        numbers = site.dispositions.numbers(now=now)
        yield GaugeMetricFamily(
            "hushtape_audio_seconds_per_second",
            "Seconds of audio redacted in each second of the last hour.",
            value=numbers.audio_last_hour / 1000 / 3600,
        )
        yield _labelled(
            "hushtape_masks_last_day",
            "Masks in recordings settled in the last 24 hours, by what they hide.",
            "entity",
            numbers.masks_last_day.items(),
        )
        yield GaugeMetricFamily(
            "hushtape_leaks_quarantined",
            "Recordings in quarantine because the second hearing found something.",
            value=numbers.leaks,
        )
        yield GaugeMetricFamily(
            "hushtape_due", "Recordings of which something is due now.", value=numbers.due
        )
        yield GaugeMetricFamily(
            "hushtape_awaiting_approval",
            "Recordings whose destruction a person has to approve.",
            value=numbers.awaiting,
        )
        counts = site.ledger.counts()
        for name, about, act in (
            ("hushtape_destroyed", "Certificates of destruction.", DESTROYED),
            ("hushtape_played", "Playbacks entered in the ledger.", PLAYED),
        ):
            yield CounterMetricFamily(name, about, value=counts.get(act, 0))
        looks = [(s.name, site.lookout.last(s.name)) for s in site.intake.sources]
        yield _labelled(
            "hushtape_source_lag_seconds",
            "How long the oldest file of a drop folder has waited.",
            "source",
            [(name, look.lag / 1000) for name, look in looks if look],
        )
        yield _labelled(
            "hushtape_source_waiting",
            "Files that wait in a drop folder.",
            "source",
            [(name, look.waiting) for name, look in looks if look],
        )
        yield GaugeMetricFamily(
            "hushtape_rejected_files",
            "Rejections that wait for a person.",
            value=sum(1 for _ in site.rejected.entries()),
        )
        yield GaugeMetricFamily(
            "hushtape_workers", "Redaction workers alive.", value=len(site.roll.alive())
        )


def _labelled(name: str, about: str, label: str, values: object) -> Metric:
    family = GaugeMetricFamily(name, about, labels=[label])
    for which, value in values:  # type: ignore[attr-defined]
        family.add_metric([str(which)], value)
    return family
