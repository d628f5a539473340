"""Where a passage comes from, as a reply shows it."""

from core.reply import Source
from retrieval.passages import Passage


def source_of(passage: Passage) -> Source:
    return Source(
        document=passage.document,
        section=passage.section,
        title=passage.source_title,
        url=passage.source_url,
        revision=passage.revision,
        verified_on=passage.verified_on,
        overdue=passage.overdue,
    )
