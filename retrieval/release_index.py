"""The index of a release. `python -m retrieval.release_index NUMBER` builds it before the release goes live."""

import sys
import time
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from core.clock import today
from core.database import make_engine
from core.settings import Settings, get_settings
from knowledge_base.published import PublishedSection
from knowledge_base.store import published_number, release, release_digest
from retrieval.cache import CachedEncoder
from retrieval.encoder import Encoder, encoder_name, make_encoder
from retrieval.index import Index
from retrieval.passages import Passage, Translated
from retrieval.stored import index_path, keep_shown, kept_shown, open_index, shown_path


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
        translations=tuple(
            Translated(language, found.title, found.text, found.reviewed)
            for language, found in section.translations.items()
            if not found.stale
        ),
    )


def load_passages(engine: Engine, number: int | None = None, day: date | None = None) -> list[Passage]:
    """Every searchable section of a release, of the current one when not given. Raises NoReleaseError."""
    number = published_number(engine) if number is None else number
    return [passage_of(section) for section in release(engine, number, day).sections if section.questions]


def vector_cache(settings: Settings) -> Path:
    """The file that remembers vectors by text."""
    return settings.data_dir / "cache" / "vectors.db"


def ready_index(engine: Engine, number: int, day: date, encoder_name: str, folder: Path) -> Index | None:
    """The index of a release as shown on a day when it lies in `folder`, without reading the release."""
    return kept_shown(shown_path(release_digest(engine, number), encoder_name, day.isoformat(), folder))


def build_index(engine: Engine, number: int, day: date, encoder: Encoder, folder: Path) -> Index:
    """The index of a release as shown on a day, built unless its passages have one; raises NoReleaseError."""
    passages = load_passages(engine, number, day)
    index = open_index(passages, encoder, folder)
    _remember(engine, number, day, passages, index_path(passages, encoder.name, folder), encoder.name)
    return index


def build_missing_index(engine: Engine, settings: Settings, number: int | None = None) -> bool:
    """Build the index of a release, the current one when not given, if it is not there.

    The encoder is loaded only then. Raises NoReleaseError.
    """
    number = published_number(engine) if number is None else number
    folder, day, name = settings.data_dir / "index", today(), encoder_name(settings)
    if ready_index(engine, number, day, name, folder):
        return False
    passages = load_passages(engine, number, day)
    path = index_path(passages, name, folder)
    missing = not path.exists()
    if missing:
        open_index(passages, CachedEncoder(make_encoder(settings), vector_cache(settings)), folder)
    _remember(engine, number, day, passages, path, name)
    return missing


def _remember(engine: Engine, number: int, day: date, passages: list[Passage], index: Path, encoder_name: str) -> None:
    """Keep the passages of a release as shown on a day beside the index they are searched by."""
    shown = shown_path(release_digest(engine, number), encoder_name, day.isoformat(), index.parent)
    keep_shown(shown, passages, index)


def main() -> None:
    """Build the index of the release named on the command line and say how long it took."""
    settings, started = get_settings(), time.monotonic()
    built = build_missing_index(make_engine(settings.sqlalchemy_url), settings, int(sys.argv[1]))
    sys.stdout.write(f"index {'built' if built else 'found'} in {time.monotonic() - started:.1f} s\n")


if __name__ == "__main__":
    main()
