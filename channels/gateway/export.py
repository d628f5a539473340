"""A copy of what is kept of a conversation, for whoever holds its id."""

from functools import partial

from channels.gateway.schemas import Export, ExportedCase
from channels.gateway.services import Services, off_loop
from core import export
from core.settings import Settings
from office.cases import cases_of


def address(settings: Settings, conversation_id: str) -> str:
    """Where the copy is on the web; a link where it can be one (replies link to https only)."""
    url = f"{settings.base_url}/api/v1/chat/{conversation_id}/export"
    return f"[{url}]({url})" if url.startswith("https:") else url


async def exported(services: Services, conversation_id: str) -> Export:
    """Everything kept of a conversation and its cases. Raises UnknownConversation."""
    kept = await off_loop(partial(export.export, services.engine, conversation_id))
    cases = await off_loop(partial(cases_of, services.engine, conversation_id))
    return Export(**dict(kept), cases=[ExportedCase.model_validate(case) for case in cases])
