"""Mask what identifies a person before it reaches history, logs, Rasa or the content team.

Ticket codes and application numbers stay whole: the service needs them and they name nobody. An application number
has 16 digits and begins with 0, 10, 98 or 99, which no NIK (a province, 11 to 97) and no card does. Request and
message ids stay whole too.
"""

import re

# What people put between groups of digits: spaces, points, any dash, and invisible characters of copied text.
_GAP = r"[\s.\-\u2010-\u2015\u200b-\u200d\u2060\ufeff]{0,3}"
_LOOSE = _GAP.replace("[", "[()")  # an area code may stand in brackets
# Dates have strokes too, so these part whole groups only.
_SIXTEEN = rf"(?:\d(?:{_GAP}\d){{15}}|\d{{4}}(?:[/_]\d{{4}}){{3}}|\d{{6}}[/_]\d{{6}}[/_]\d{{4}})(?!\d)"
_DOMAIN = r"(?:[\w-]+\.)+[a-z]{2,}"
# Not in a ticket code (A-081, A 081), an application number (WK-2026-081234) or a longer number.
_ALONE = r"(?<!\d)(?<!\d-)(?<!\b[a-z])(?<!\b[a-z][ -])"

_PERSONAL = re.compile(
    "|".join(
        (
            r"(?P<id>\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[a-z]{2,3}-20\d{2}-\d{6}(?!\d))",
            rf"(?P<email>(?<![\w.+-])[\w.+-]+(?:@[\w.-]*\w|\s?@\s?{_DOMAIN}))",
            rf"(?P<label>\b(?:nik|ktp|nomor induk)\b\W{{0,3}}(?:saya|sy|nya|adalah)?\W{{0,3}})(?P<nik>{_SIXTEEN})",
            rf"(?P<sixteen>(?<!\d){_SIXTEEN})",
            rf"(?P<passport>(?<!\w)(?:[A-CEXY]{_GAP}\d{{7}}|[A-CEXY] ?[2-9]\d{{2}}[ .-]\d{{4}}|[a-z]\d{{7,8}})(?!\d))",
            rf"(?P<phone>{_ALONE}\+?\(?(?:(?:62|0)8\d{{8,11}}|8[1-9]\d{{8,10}})(?!\d)"
            rf"|{_ALONE}\+?\(?(?:62{_LOOSE}0?|0){_LOOSE}8(?:{_LOOSE}\d){{8,11}}(?!\d)"
            rf"|{_ALONE}\+?(?:62|0)8\d{{2}}(?:[/_]\d{{3,5}}){{2}}(?!\d)"
            rf"|(?<!\d)\+\d(?:{_LOOSE}\d){{8,13}}(?!\d))",
        )
    ),
    re.IGNORECASE,
)
_LABELS = {"email": "[email]", "passport": "[nomor paspor]", "phone": "[nomor telepon]", "nik": "[NIK]"}


def mask(text: str) -> str:
    """Return `text` with NIK, passport, phone, card numbers and e-mail addresses replaced by a label."""
    return _PERSONAL.sub(_replacement, text)


def hidden(text: str) -> frozenset[str]:
    """The labels that `mask` puts into `text`, such as "[NIK]"."""
    labels = (_label(match) for match in _PERSONAL.finditer(text))
    return frozenset(label for label in labels if label)


def _replacement(match: re.Match[str]) -> str:
    label = _label(match)
    return f"{match['label'] or ''}{label}" if label else match[0]


def _label(match: re.Match[str]) -> str | None:
    return _sixteen(match["sixteen"]) if match["sixteen"] else _LABELS.get(match.lastgroup or "")


def _sixteen(written: str) -> str | None:
    digits = re.sub(r"\D", "", written)
    if digits.startswith("08") and digits != written:
        return _LABELS["phone"]  # a phone number and the number after it
    if digits.startswith(("0", "10", "98", "99")):
        return None
    return "[nomor kartu]" if re.match("4|5[4-9]", digits) else _LABELS["nik"]
