"""A resident's say over their own data, on every channel and without the assistant: told, exported, deleted."""

from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from channels.gateway.export import address, exported
from channels.gateway.question import Outcome, Question, notice
from channels.gateway.services import Services, off_loop
from channels.gateway.wishes import wish_in
from core import conversations
from core.conversations import Opening
from core.erasure import Erased, erase
from core.i18n import spoken, translate
from core.reply import Kind, QuickReply, Reply
from core.text.mask import hidden
from office.cases import cases_of

DELETE, KEEP = "/privacy_delete", "/privacy_keep"
CONFIRM_WITHIN = timedelta(minutes=30)
# What nobody has to write here; a phone number or an address may be asked for.
_TELLING = {"[NIK]": "nik", "[nomor paspor]": "passport", "[nomor kartu]": "card"}


async def respond(services: Services, question: Question) -> Outcome | None:
    """The answer to a wish about one's own data, or None when the message is about something else."""
    wish = question.payload or wish_in(question.text)
    if wish == "export":
        return Outcome([await _export(services, question)])
    if wish == "delete":
        return Outcome([_ask(question)])
    if wish in (DELETE, KEEP, "yes", "no"):
        return await _decide(services, question, wish)
    return None


async def _decide(services: Services, question: Question, wish: str) -> Outcome | None:
    pressed = question.payload is not None
    if not await _asked(services, question):
        # A button from further up: what it meant then may not be what is wanted now.
        return Outcome([_ask(question)]) if wish == DELETE else Outcome([_kept(question)]) if pressed else None
    return Outcome([_kept(question)] if wish in (KEEP, "no") else await _erase(services, question))


async def _asked(services: Services, question: Question) -> bool:
    return await off_loop(
        partial(conversations.offered_last, services.engine, question.conversation_id, DELETE, CONFIRM_WITHIN)
    )


def _ask(question: Question) -> Reply:
    titles = (("privacy-yes", DELETE), ("privacy-no", KEEP))
    buttons = [QuickReply(title=translate(key, question.language), payload=payload) for key, payload in titles]
    return notice("privacy-ask", question.language, *buttons, kind=Kind.CLARIFY)


def _kept(question: Question) -> Reply:
    return notice("privacy-kept", question.language)


async def _erase(services: Services, question: Question) -> list[Reply]:
    """Delete and give the receipt. The assistant goes first, so that the receipt tells what became of it."""
    forgotten = await services.assistant.forget(question.conversation_id)
    cases = await off_loop(partial(cases_of, services.engine, question.conversation_id))
    zone = ZoneInfo(services.settings.time_zone)

    def receipt(erased: Erased) -> Reply:
        return notice(
            "privacy-receipt",
            question.language,
            number=erased.number,
            at=erased.at.astimezone(zone),
            messages=erased.messages,
            replies=erased.replies,
            feedback=erased.feedback,
            memory="forgotten" if forgotten else "queued",
            kept=len(cases),
            cases=", ".join(case.number for case in cases),
        )

    return await off_loop(partial(erase, services.engine, question.message_id, receipt, not forgotten))


async def _export(services: Services, question: Question) -> Reply:
    data = await exported(services, question.conversation_id)
    return notice(
        "privacy-export",
        question.language,
        address=address(services.settings, question.conversation_id),
        messages=len(data.messages),
        replies=sum(len(message.replies) for message in data.messages),
        cases=len(data.cases),
        since=data.created_at.astimezone(ZoneInfo(services.settings.time_zone)),
    )


def told(question: Question) -> list[Reply]:
    """A word to a resident whose message held a number that was masked."""
    labels = hidden(question.text) if question.payload is None else ()
    names = [translate(f"privacy-hidden-{_TELLING[label]}", question.language) for label in _TELLING if label in labels]
    return [notice("privacy-hidden", question.language, what=", ".join(names))] if names else []


async def opening(services: Services, question: Question) -> Opening:
    """The notice of first contact, as a reply on channels that do not show it themselves."""
    if question.channel in services.settings.notice_at_opening:
        return Opening("opening")
    messages, days = await off_loop(services.messages), services.settings.retention_days
    key, language = "privacy.notice", question.language
    try:
        text, language = messages.get(key, language, days=days), messages.spoken(key, language)
    except KeyError:
        text, language = translate("privacy-notice", language, days=days), spoken("privacy-notice", language)
    return Opening("reply", Reply(kind=Kind.NOTICE, text=text, language=language))
