"""The fact registry of the current release, read once for each release."""

from functools import lru_cache

from sqlalchemy import Engine, select

from core.database import transaction
from knowledge_base.content import ItemKind
from knowledge_base.fact import Fact
from knowledge_base.registry import Registry
from knowledge_base.store import published_number
from knowledge_base.tables import ReleaseItem, Revision


def current_facts(engine: Engine) -> Registry:
    """The facts that are published now. Raises NoReleaseError."""
    return _facts(engine, published_number(engine))


@lru_cache(maxsize=2)
def _facts(engine: Engine, release: int) -> Registry:
    query = select(Revision.key, Revision.body).join(ReleaseItem, ReleaseItem.revision_id == Revision.id)
    query = query.where(ReleaseItem.release == release, Revision.kind == ItemKind.FACT)
    with transaction(engine) as session:
        return Registry({key: Fact.model_validate(body) for key, body in session.execute(query)})
