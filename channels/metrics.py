"""Figures of the channels for Prometheus."""

from prometheus_client import Counter, Histogram

REPLIES = Counter("tanya_replies_total", "Replies by kind", ["kind"])
TURN_SECONDS = Histogram(
    "tanya_turn_seconds",
    "Seconds from a message's arrival to its stored replies",
    ["channel"],
    buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
