"""Bodies of the web contract."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from core.export import ExportedConversation
from core.reply import Reply


def well_formed(text: str) -> str:
    """`text` without halves of a character, which JSON can spell (an emoji cut in two) but UTF-8 cannot."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Text = Annotated[str, AfterValidator(well_formed)]


class ChatMessage(BaseModel):
    """One message of a resident; the same `client_message_id` is answered once."""

    model_config = ConfigDict(strict=True)

    conversation_id: Annotated[Text, StringConstraints(max_length=64)] | None = None
    client_message_id: Annotated[UUID, Field(strict=False)]
    text: Text
    payload: Annotated[Text, StringConstraints(max_length=200)] | None = None
    language: Annotated[Text, StringConstraints(max_length=8)] = "auto"


class ChatReplies(BaseModel):
    """The conversation and the replies to one message."""

    conversation_id: str
    messages: list[Reply]


class FeedbackBody(BaseModel):
    """Whether a reply helped, with a word of the resident's."""

    model_config = ConfigDict(strict=True)

    reply_id: Annotated[Text, StringConstraints(max_length=36)]
    useful: bool
    text: Annotated[Text, StringConstraints(max_length=2000)] | None = None


class Accepted(BaseModel):
    """The feedback was kept."""

    accepted: bool = True


class ExportedCase(BaseModel):
    """What was passed on to an officer."""

    model_config = ConfigDict(from_attributes=True)

    number: str
    kind: str
    status: str
    summary: str
    created_at: datetime


class Export(ExportedConversation):
    """Everything kept of a conversation, masked."""

    cases: list[ExportedCase]
