"""What is counted. Labels are names that we ourselves gave: routes as templates, never addresses, awards or people."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.process_collector import ProcessCollector

# From the 3 ms of a known award to the seconds of a payment list.
SECONDS = (0.001, 0.002, 0.003, 0.005, 0.008, 0.012, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)


class Figures:
    """The figures of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(namespace="mingcha", registry=self.registry)
        self.requests = Counter(
            "mingcha_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "mingcha_request_seconds",
            "From the first byte asked to the last byte answered.",
            ("method", "route"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.running = Gauge("mingcha_requests_running", "Requests not answered yet.", registry=self.registry)
        self.ready = Gauge("mingcha_ready", "1 where /readyz says so, else 0.", registry=self.registry)
        self.cases = Gauge("mingcha_open_cases", "Open cases.", ("level",), registry=self.registry)
        self.scan_day = Gauge(
            "mingcha_scan_as_of_seconds", "The day the current scan looks at, in Unix time.", registry=self.registry
        )
