"""The search over the published release, loaded once and swapped when a new release goes live."""

import threading
from collections.abc import Callable
from datetime import date

import structlog
from sqlalchemy import Engine

from core.clock import today
from core.settings import Settings
from knowledge_base.store import current_number, refresh_messages
from retrieval.cache import CachedEncoder
from retrieval.encoder import Encoder, make_encoder
from retrieval.index import Index
from retrieval.release_index import build_index, ready_index, vector_cache
from retrieval.search import Searcher
from retrieval.stored import prune

log = structlog.get_logger(__name__)
POLL_SECONDS = 0.25


class NotReady(RuntimeError):
    """The search has no index yet."""


class LiveSearch:
    """Keeps a Searcher of the current release; loading happens in a thread of its own."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        load_encoder: Callable[[Settings], Encoder] = make_encoder,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._engine, self._settings = engine, settings
        self._load_encoder, self._poll_seconds = load_encoder, poll_seconds
        self._searcher: Searcher | None = None
        self._loaded: tuple[int, date] | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="release-follower", daemon=True)

    @property
    def ready(self) -> bool:
        return self._searcher is not None

    def searcher(self) -> Searcher:
        """The search over the current release. Raises NotReady while the first one loads."""
        if self._searcher is None:
            raise NotReady
        return self._searcher

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(timeout=5)

    def _follow(self) -> None:
        encoder: Encoder | None = None
        while not self._stopped.is_set():
            try:
                encoder = encoder or self._load_encoder(self._settings)
                self._refresh(encoder)
            except Exception:
                log.exception("index_not_loaded")
            self._stopped.wait(self._poll_seconds)

    def _refresh(self, encoder: Encoder) -> None:
        number, day = current_number(self._engine), today()
        # A new day counts too: amounts change on a date, and what was verified becomes overdue.
        if number is None or (number, day) == self._loaded:
            return
        if self._loaded and self._loaded[1] != day:
            refresh_messages(self._engine)
        index = self._index(number, day, encoder)
        searcher = Searcher(index, encoder)
        searcher.search("syarat paspor baru", None)
        self._searcher, self._loaded = searcher, (number, day)
        log.info("release_loaded", release=number, passages=len(index.passages))
        prune(self._settings.data_dir / "index")

    def _index(self, number: int, day: date, encoder: Encoder) -> Index:
        """Whoever published has built it; for a new day, or on another machine, it is built here."""
        folder = self._settings.data_dir / "index"
        if index := ready_index(self._engine, number, day, encoder.name, folder):
            return index
        cached = CachedEncoder(encoder, vector_cache(self._settings))
        return build_index(self._engine, number, day, cached, folder)
