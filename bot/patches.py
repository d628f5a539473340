"""Changes to Rasa 3.6.21 while it runs, each for a measured reason.

They reach into Rasa's internals, so the version is pinned by deploy/rasa.lock and tests/bot checks that
what is patched is still there.
"""

from typing import Any

RASA_VERSION = "3.6.21"
LOCK_POLL_SECONDS = 0.05


def import_in_fast_order() -> None:
    """Import scikit-learn and skops before TensorFlow.

    skops walks sys.modules when it is imported: 3.4 s of CPU after TensorFlow, 0.5 s before it.
    """
    import sklearn.linear_model  # noqa: F401
    import skops.io  # noqa: F401


def apply() -> None:
    """Apply every patch. Raises RuntimeError under another Rasa than the pinned one."""
    import rasa

    if rasa.__version__ != RASA_VERSION:
        raise RuntimeError(f"the patches are for Rasa {RASA_VERSION}, not {rasa.__version__}")
    validate_action_results_with_one_validator()
    poll_locks_often()
    tune_sqlite()


def validate_action_results_with_one_validator() -> None:
    """Build the validator of action results once.

    Rasa checks the schema itself again on every call: 64 % of the server's time in action turns.
    """
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(_: Any, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate  # type: ignore[method-assign,assignment]


def poll_locks_often() -> None:
    """Look every 50 ms whether the turn before in the same conversation is over; Rasa looks every second."""
    from rasa.core.lock_store import LockStore

    lock = LockStore.lock.__wrapped__  # type: ignore[attr-defined]
    *others, wait = lock.__defaults__
    if wait not in (1, LOCK_POLL_SECONDS):
        raise RuntimeError("LockStore.lock no longer ends with wait_time_in_seconds")
    lock.__defaults__ = (*others, LOCK_POLL_SECONDS)


def tune_sqlite() -> None:
    """Write-ahead log for the tracker's SQLite file: one fsync per checkpoint instead of several per turn.

    After a power cut the last turns may be missing, which the design allows: the tracker is working memory.
    """
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    if not event.contains(Engine, "connect", _on_connect):
        event.listen(Engine, "connect", _on_connect)


def _on_connect(connection: Any, _: Any) -> None:
    if type(connection).__module__ != "sqlite3":
        return
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "busy_timeout = 3000"):
        connection.execute(f"PRAGMA {pragma}")
