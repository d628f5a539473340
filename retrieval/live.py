"""The search over the published release, loaded once and swapped when a new release is published."""

import hashlib
import pickle
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import structlog
from sqlalchemy import Engine

from core.clock import today
from core.settings import ROOT, Settings
from knowledge_base.published import PublishedSection
from knowledge_base.store import current_number, current_release, refresh_messages
from retrieval.cache import CachedEncoder
from retrieval.encoder import Encoder, encoder_name, make_encoder
from retrieval.index import Index, embed
from retrieval.passages import Passage
from retrieval.search import Searcher

log = structlog.get_logger(__name__)
POLL_SECONDS = 1.0


class NotReady(RuntimeError):
    """The search has no index yet."""


def passage_of(section: PublishedSection) -> Passage:
    """What the search needs of a published section."""
    return Passage(
        document=section.document,
        section=section.section,
        title=section.title,
        text=section.text,
        topics=section.topics,
        facet=section.facet,
        kind=section.kind,
        language=section.language,
        questions=tuple(question.text for question in section.questions),
        source_title=section.source_title or section.document_title,
        source_url=section.source_url,
        revision=section.revision,
        verified_on=section.verified_on,
        overdue=section.overdue,
    )


def load_passages(engine: Engine) -> list[Passage]:
    """Every searchable section of the current release. Raises NoReleaseError."""
    return [passage_of(section) for section in current_release(engine).sections if section.questions]


def vector_cache(settings: Settings) -> Path:
    return settings.data_dir / "cache" / "vectors.db"


def index_path(passages: list[Passage], encoder_name: str, folder: Path) -> Path:
    """Where the index of these passages lies: its name says what it was built from."""
    searched = [(p.key, p.title, p.text, p.topics, p.kind, p.questions) for p in passages]
    digest = hashlib.sha256(f"{encoder_name}{searched!r}{_code_digest()}".encode()).hexdigest()[:24]
    return folder / f"{digest}.pickle"


def build_missing_index(engine: Engine, settings: Settings) -> bool:
    """Build the index of the current release if it is not there; the encoder is loaded only then."""
    passages = load_passages(engine)
    folder = settings.data_dir / "index"
    if index_path(passages, encoder_name(settings), folder).exists():
        return False
    open_index(passages, CachedEncoder(make_encoder(settings), vector_cache(settings)), folder)
    return True


def open_index(passages: list[Passage], encoder: Encoder, folder: Path) -> Index:
    """The index of `passages`, from `folder` when it was built before, else built and kept there."""
    path = index_path(passages, encoder.name, folder)
    if index := _kept(path):
        # What is only shown (dates, sources, whether a check is overdue) may be newer than the index.
        index.passages = tuple(passages)
        return index
    index = Index(passages, embed(passages, encoder))
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(pickle.dumps(index))
    partial.replace(path)
    for old in folder.glob("*.pickle"):
        if old != path:
            old.unlink(missing_ok=True)
    return index


def _kept(path: Path) -> Index | None:
    """The index in a file of ours (nothing from outside is ever unpickled), if it is there and whole."""
    try:
        index: Index = pickle.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except Exception:
        # Whatever a damaged pickle raises: the index can always be built again.
        log.exception("index_damaged")
        return None
    return index


def _code_digest() -> str:
    """Of everything that shapes an index besides passages and vectors: this code and the spelling of words."""
    folder = Path(__file__).parent
    sources = [folder / name for name in ("index.py", "lexical.py", "passages.py", "stop_words.txt")]
    spelling = ROOT / "core" / "text"
    sources += [spelling / "lists.py", spelling / "normalise.py", *sorted((spelling / "data").iterdir())]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


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
        if self._loaded:
            refresh_messages(self._engine)
        cached = CachedEncoder(encoder, vector_cache(self._settings))
        index = open_index(load_passages(self._engine), cached, self._settings.data_dir / "index")
        searcher = Searcher(index, encoder)
        searcher.search("syarat paspor baru", None)
        self._searcher, self._loaded = searcher, (number, day)
        log.info("release_loaded", release=number, passages=len(index.passages))
