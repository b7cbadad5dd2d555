"""What /metrics tells: counters of the edge; states are asked of storage when somebody looks."""

from prometheus_client import CollectorRegistry, Counter, Gauge

REGISTRY = CollectorRegistry()
MESSAGES = Counter("zhibu_messages", "Messages heard", ["channel", "outcome"], registry=REGISTRY)
REFUSED = Counter("zhibu_refused", "Callbacks refused", ["channel", "why"], registry=REGISTRY)
PUSHES = Counter("zhibu_pushes", "Pushes by result", ["channel", "result"], registry=REGISTRY)
FILES = Counter("zhibu_files", "Files fetched from platforms by result", ["channel", "result"], registry=REGISTRY)
OUTBOX = Gauge("zhibu_outbox", "Outbox rows by state", ["state"], registry=REGISTRY)
TICK_AGE = Gauge("zhibu_tick_age_seconds", "Since the last tick", registry=REGISTRY)
