"""Mask what identifies a person before it reaches history, logs, Rasa or the content team.

Ticket codes and application numbers stay whole: the service needs them and they name nobody.
"""

import re

_NIK_LABELLED = re.compile(
    r"(?i)\b(nik|ktp|no\.?\s*ktp|nomor induk)(\W{0,3}(?:saya|sy|nya|adalah|:)?\W{0,3})((?:\d[\s.-]?){16})(?!\d)"
)
_SIXTEEN = re.compile(r"(?<!\d)(?:\d[ .-]?){15}\d(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}(?!\d)")
_PASSPORT = re.compile(r"(?i)(?<![\w-])[A-CEXY]\s?\d{7}(?!\d)")
_PHONE = re.compile(r"(?<![\w-])(?:\+?62|0)\s?8[\d][\d\s-]{6,13}\d(?![\w-])")
_EMAIL = re.compile(r"(?i)\b[\w.+-]+@([\w-]+\.)+[a-z]{2,}\b")
_PROVINCES = range(11, 98)


def mask(text: str) -> str:
    """Return `text` with NIK, passport, phone, card numbers and e-mail addresses replaced by a label."""
    text = _EMAIL.sub("[email]", text)
    text = _NIK_LABELLED.sub(lambda m: f"{m[1]}{m[2]}[NIK]", text)
    text = _SIXTEEN.sub(_sixteen, text)
    text = _PASSPORT.sub("[nomor paspor]", text)
    return _PHONE.sub("[nomor telepon]", text)


def _sixteen(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0])
    if int(digits[:2]) in _PROVINCES:
        return "[NIK]"
    return "[nomor kartu]" if _CARD.fullmatch(match[0]) else match[0]
