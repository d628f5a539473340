"""The one place that reads the time, so that tests can hold it still."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def today(time_zone: str = "Asia/Jakarta") -> date:
    """The date at the office."""
    return now().astimezone(ZoneInfo(time_zone)).date()
