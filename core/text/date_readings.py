"""What each way of writing a date means on a day; a reading raises ValueError when there is no such day."""

import calendar
import datetime as dt
import re
from collections.abc import Callable

from core.text import date_words as words
from core.text.date_mention import Mention, Shape, add_months

_Span = tuple[dt.date, dt.date]


def _day(blank: Mention, first: dt.date, earlier: dt.date | None = None, approximate: bool = False) -> Mention:
    return Mention(Shape.DAY, blank.start, blank.end, blank.text, first, first, earlier, approximate=approximate)


def _period(blank: Mention, span: _Span, earlier: dt.date | None = None, shape: Shape = Shape.PERIOD) -> Mention:
    return Mention(shape, blank.start, blank.end, blank.text, *span, earlier)


def _iso(blank: Mention, text: str, today: dt.date) -> Mention:
    year, month, day = (int(part) for part in re.findall(r"\d+", text))
    return _day(blank, dt.date(year, month, day))


def _numeric(blank: Mention, text: str, today: dt.date) -> Mention:
    """20/12/2026 or 20/12/26 or 20/12."""
    day, month, *year = (int(part) for part in re.findall(r"\d+", text))
    if not year:
        return _yearless(blank, day, month, today)
    return _day(blank, dt.date(year[0] + 2000 * (year[0] < 100), month, day))


def _named(blank: Mention, text: str, today: dt.date) -> Mention:
    """20 desember, 20-25 desember 2026, Dec 20, 2026."""
    month = next(words.ALL_MONTHS[word] for word in re.findall(r"[a-z]+", text) if word in words.ALL_MONTHS)
    digits = [int(part) for part in re.findall(r"\d+", text)]
    years = [number for number in digits if number > 99]
    if years:
        return _day(blank, dt.date(years[0], month, digits[0]))
    return _yearless(blank, digits[0], month, today)


def _yearless(blank: Mention, day: int, month: int, today: dt.date) -> Mention:
    """The next and the last such day. Raises ValueError when no year has it."""
    dt.date(2000, month, day)  # a leap year
    return _day(blank, _next(day, month, today, 1), _next(day, month, today, -1))


def _next(day: int, month: int, today: dt.date, step: int) -> dt.date:
    for year in range(today.year, today.year + 9 * step, step):
        if day <= calendar.monthrange(year, month)[1] and (dt.date(year, month, day) - today).days * step >= 0:
            return dt.date(year, month, day)
    raise ValueError("no such day")


def _of_month(blank: Mention, text: str, today: dt.date) -> Mention:
    """tanggal 20, tanggal 5 bulan depan."""
    day = int(re.findall(r"\d+", text)[0])
    if re.search(rf"(?:bulan|bln) {words.NEXT}|next month", text):
        return _day(blank, add_months(today.replace(day=1), 1).replace(day=day))
    if re.search(rf"(?:bulan|bln) {words.THIS}|this month", text):
        return _day(blank, today.replace(day=day))
    if not 1 <= day <= 31:
        raise ValueError("no such day")
    return _day(blank, _nearest(day, today, 1), _nearest(day, today, -1))


def _nearest(day: int, today: dt.date, step: int) -> dt.date:
    """The next (step 1) or the last (step -1) day of this number, today included."""
    month = today.replace(day=1)
    while calendar.monthrange(month.year, month.month)[1] < day or (month.replace(day=day) - today).days * step < 0:
        month = add_months(month, step)
    return month.replace(day=day)


def _feast(blank: Mention, text: str, today: dt.date) -> Mention:
    name = next(name for name, pattern in words.FEASTS.items() if re.fullmatch(pattern, text))
    return Mention(Shape.FEAST, blank.start, blank.end, blank.text, name=name)


def _part_of(blank: Mention, text: str, today: dt.date) -> Mention:
    """akhir tahun, awal bulan depan, pertengahan januari 2027."""
    part = 0 if text.startswith(("awal", "early")) else 2 if text.startswith(("akhir", "ujung", "end", "late")) else 1
    further = re.search(rf"{words.NEXT}|next", text) is not None
    if re.search(r"\b(?:tahun|taun|thn|year)$|\b(?:tahun|taun|thn) (?:ini|depan|dpn)|(?:this|next) year", text):
        year = today.year + (further or (part == 0 and "ini" not in text))
        months = ((1, 1), (6, 7), (12, 12))[part]
        return _period(
            blank, (dt.date(year, months[0], 1), _month_span(dt.date(year, months[1], 1))[1]), None, Shape.VAGUE
        )
    if re.search(r"\b(?:minggu|pekan|week)", text):
        return _period(blank, _part_of_week(part, further, today))
    month = _named_month(text, today) or add_months(today.replace(day=1), int(further))
    first, last = _month_span(month)
    bounds = ((1, 10), (11, 20), (21, last.day))[part]
    span = first.replace(day=bounds[0]), first.replace(day=bounds[1])
    if span[1] < today and not _named_month(text, today):
        return _period(blank, (add_months(span[0], 1), add_months(span[1], 1)))
    return _period(blank, span)


def _part_of_week(part: int, further: bool, today: dt.date) -> _Span:
    monday = _monday(today) + dt.timedelta(weeks=int(further))
    days = ((0, 1), (2, 3), (5, 6))[part]
    return monday + dt.timedelta(days[0]), monday + dt.timedelta(days[1])


def _named_month(text: str, today: dt.date) -> dt.date | None:
    """The first day of the month a text names, with its year or the next one."""
    month = next((words.ALL_MONTHS[word] for word in re.findall(r"[a-z]+", text) if word in words.ALL_MONTHS), None)
    if month is None:
        return None
    if year := re.search(r"\d{4}", text):
        return dt.date(int(year[0]), month, 1)
    further = re.search(rf"(?:tahun|thn|taun) {words.NEXT}|next year", text) is not None
    return dt.date(today.year + (further or month < today.month), month, 1)


def _month(blank: Mention, text: str, today: dt.date) -> Mention:
    first = _named_month(text, today)
    if first is None:
        raise ValueError("no month")
    told = re.search(rf"\d{{4}}|{words.NEXT}|next", text)
    earlier = None if told else first if first <= today else first.replace(year=first.year - 1)
    return _period(blank, _month_span(first), earlier)


def _month_span(first: dt.date) -> _Span:
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _interval(blank: Mention, text: str, today: dt.date) -> Mention:
    """2 minggu lagi, seminggu lagi, tinggal 4 bulan, 2-3 hari lagi, 3 hari yang lalu."""
    unit = next(words.UNITS[word] for word in re.findall(r"[a-z]+", _unglued(text)) if word in words.UNITS)
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    numbers = numbers or [next((words.NUMBERS[word] for word in text.split() if word in words.NUMBERS), 1)]
    back = -1 if re.search(r"\b(?:lalu|kepungkur|ago|kemarin)\b", text) else 1
    days = [_later(today, unit, back * number) for number in numbers]
    if len(days) > 1 and days[0] < days[1]:
        return _period(blank, (days[0], days[1]))
    return _day(blank, days[0], approximate=unit in ("month", "year"))


def _unglued(text: str) -> str:
    return re.sub(r"\b(?:se|sa)(?=hari|minggu|pekan|bulan|tahun|taun)", "1 ", text)


def _later(today: dt.date, unit: str, number: int) -> dt.date:
    if unit in ("month", "year"):
        return add_months(today, number * (12 if unit == "year" else 1))
    return today + dt.timedelta(days=number * (7 if unit == "week" else 1))


def _this_or_next(blank: Mention, text: str, today: dt.date) -> Mention:
    """minggu depan, bulan ini, next month."""
    step = 0 if re.search(rf"\b{words.THIS}$|\bthis\b", text) else 1
    unit = next(words.UNITS[word] for word in text.split() if word in words.UNITS)
    if unit == "week":
        monday = _monday(today) + dt.timedelta(weeks=step)
        return _period(blank, (monday, monday + dt.timedelta(days=6)))
    if unit == "month":
        return _period(blank, _month_span(add_months(today.replace(day=1), step)))
    return _year_period(blank, today.year + step)


def _year(blank: Mention, text: str, today: dt.date) -> Mention:
    return _year_period(blank, int(re.findall(r"\d{4}", text)[0]))


def _year_period(blank: Mention, year: int) -> Mention:
    return _period(blank, (dt.date(year, 1, 1), dt.date(year, 12, 31)), None, Shape.VAGUE)


def _weekday(blank: Mention, text: str, today: dt.date) -> Mention:
    """selasa, selasa ini, selasa depan, hari minggu; "depan" is the week after this one."""
    weekday = next((words.WEEKDAYS[word] for word in text.split() if word in words.WEEKDAYS), 6)
    if re.search(rf" {words.NEXT}$|^next ", text):
        return _day(blank, _monday(today) + dt.timedelta(days=7 + weekday))
    return _day(blank, today + dt.timedelta(days=(weekday - today.weekday()) % 7))


def _relative(blank: Mention, text: str, today: dt.date) -> Mention:
    return _day(blank, today + dt.timedelta(days=words.RELATIVE[text]))


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


READINGS: dict[str, Callable[[Mention, str, dt.date], Mention]] = {
    "iso": _iso, "numeric": _numeric, "named": _named, "english": _named, "part": _part_of, "of_month": _of_month,
    "interval": _interval, "feast": _feast, "month": _month, "weekday": _weekday, "unit": _this_or_next,
    "relative": _relative, "year": _year,
}  # fmt: skip
