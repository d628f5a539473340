"""Words for days, months and feasts as residents write them: Indonesian, Javanese, Sundanese, English."""

_MONTHS = (
    "januari january", "februari pebruari february", "maret march", "april", "mei", "juni june", "juli july",
    "agustus august", "september", "oktober october", "november nopember", "desember december",
)  # fmt: skip
_SHORT_MONTHS = (
    "jan", "feb peb", "mar", "apr", "may", "jun", "jul", "agu agus agt ags aug", "sep sept", "okt oct", "nov nop",
    "des dec",
)  # fmt: skip
_ENGLISH = "january february march may june july august aug october oct december dec"
_WEEKDAYS = (
    "senin senen monday", "selasa slasa tuesday", "rabu rebo wednesday", "kamis kemis thursday",
    "jumat jemuah jumuah friday", "sabtu setu sebtu saturday", "ahad sunday",
)  # fmt: skip
_NUMBERS = (
    "satu siji hiji one a an", "dua loro rong dua two", "tiga telu telung tilu three", "empat papat patang opat four",
    "lima limo limang five", "enam nem enem genep six", "tujuh pitu pitung seven", "delapan wolu wolung eight",
    "sembilan sanga songo nine", "sepuluh ten", "sebelas eleven", "selusin twelve",
)  # fmt: skip
_UNITS = {
    "day": "hari harian hr dina dino poe day days",
    "week": "minggu mgg mg pekan week weeks",
    "month": "bulan bln wulan sasi month months",
    "year": "tahun thn taun year years",
}
_RELATIVE = {
    0: "hari ini|dina iki|dino iki|today",
    2: "besok lusa|lusa|day after tomorrow",
    1: "besok|bsk|bsok|besuk|sesuk|isukan|tomorrow",
    -1: "kemarin|kemaren|kmrn|wingi|yesterday",
}
FEASTS = {
    "eid_adha": r"lebaran haji|idul ?adha|iduladha|idul qurban|hari raya haji|eid al adha",
    "eid_fitr": r"lebaran|idul ?fitri|idulfitri|hari raya(?! haji)|bodo|bada|riyaya|eid(?: al fitr)?",
    "christmas": r"natal(?:an)?|christmas|xmas",
    "new_year": r"tahun baru(?! (?:imlek|islam|cina|hijriah))|taun baru|new year",
    "lunar_new_year": r"(?:tahun baru )?imlek",
    "silence": r"nyepi",
    "vesak": r"waisak",
}


def _numbered(words: tuple[str, ...]) -> dict[str, int]:
    return {word: n for n, group in enumerate(words, 1) for word in group.split()}


def _any(words: dict[str, int] | dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


MONTHS = _numbered(_MONTHS)
ALL_MONTHS = MONTHS | _numbered(_SHORT_MONTHS)
ENGLISH_MONTHS = {word: n for word, n in ALL_MONTHS.items() if word in _ENGLISH.split()}
WEEKDAYS = {word: n - 1 for word, n in _numbered(_WEEKDAYS).items()}
NUMBERS = _numbered(_NUMBERS)
UNITS = {word: unit for unit, words in _UNITS.items() for word in words.split()}
RELATIVE = {word: days for days, words in _RELATIVE.items() for word in words.split("|")}

MONTH = f"(?:{_any(MONTHS)})"
ANY_MONTH = f"(?:{_any(ALL_MONTHS)})"
ENGLISH_MONTH = f"(?:{_any(ENGLISH_MONTHS)})"
WEEKDAY = f"(?:{_any(WEEKDAYS)}|(?<=hari )minggu)"
NUMBER = f"(?:\\d{{1,4}}|{_any(NUMBERS)})"
UNIT = f"(?:{_any(UNITS)})"
NEXT = r"(?:depan|dpn|ngarep|hareup|besok|mendatang|sesuk)"
THIS = r"(?:ini|iki|sekarang)"
