"""How a number is written, everywhere in the guide.

- A result has three significant digits, trailing zeros dropped, commas between thousands: "1,740 requests".
- An input or a dated fact (`exact=True`) keeps every digit it was given, up to seven: "131,072 tokens".
- What is counted in whole (replicas, partitions, weeks, users per arm) is never rounded: "62,512 users per arm".
- From a million on, words: "12.3 million", "4 billion", "2 trillion".
- From 10^15 on and below 0.0001, a power of ten: "3.15 × 10²⁴ FLOP".
- Bytes, seconds and FLOP/s climb a ladder of units: "81.9 GB", "3.35 TB/s", "12.5 ms", "36 h", "989 TFLOP/s".
  kB, MB, GB are SI (powers of 1,000). Binary prefixes (KiB, MiB, GiB: powers of 1,024) come only on request, for
  the unit "bytes (binary)".
- A fraction or probability is a percentage: "8.3%". Above 99% two digits of the remainder stay ("99.985%"), so that
  nothing but 1 prints as 100%; below one in a million it is a bare power of ten. A "fraction difference" is given in
  percentage points.
- Money is "USD 3.10", and "USD 3.10 per hour" for the unit "USD/hour".
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import NamedTuple

from .errors import EstimateError

Ladder = tuple[tuple[float, float, str], ...]  # (from this size on, one step in base units, its name), smallest first


def _steps(base: float, names: str) -> Ladder:
    return tuple((base**i, base**i, name) for i, name in enumerate(names.split()))


LADDERS: dict[str, Ladder] = {
    "bytes": _steps(1e3, "bytes kB MB GB TB PB EB ZB"),
    "bytes (binary)": _steps(1024.0, "bytes KiB MiB GiB TiB PiB EiB"),
    "bits": _steps(1e3, "bits kbit Mbit Gbit Tbit"),
    "FLOP/s": _steps(1e3, "FLOP/s kFLOP/s MFLOP/s GFLOP/s TFLOP/s PFLOP/s EFLOP/s"),
    "kg CO2e": ((1, 1, "kg CO2e"), (1e4, 1e3, "t CO2e")),
    "s": (
        (1e-9, 1e-9, "ns"),
        (1e-6, 1e-6, "µs"),
        (1e-3, 1e-3, "ms"),
        (1, 1, "s"),
        (120, 60, "min"),
        (7200, 3600, "h"),
        (172_800, 86_400, "days"),
    ),
    "days": ((1 / 86_400, 1 / 86_400, "s"), (1 / 720, 1 / 1440, "min"), (1 / 12, 1 / 24, "h"), (1, 1, "days")),
}
PERCENT = {"fraction": "%", "probability": "%", "fraction difference": " percentage points"}
BARE = {"", "ratio", "PSI", "kappa"}
COUNTED = {"replicas", "partitions", "devices", "sequences", "weeks", "users per arm"}
WORDS = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Shown(NamedTuple):
    """The parts of a written quantity, so that running text and TeX agree: lead + number × 10^exponent + tail."""

    lead: str
    number: str
    exponent: int | None
    tail: str

    def text(self) -> str:
        power = "" if self.exponent is None else f"10{str(self.exponent).translate(SUPERSCRIPTS)}"
        return self.lead + " × ".join(part for part in (self.number, power) if part) + self.tail

    def tex(self) -> str:
        power = "" if self.exponent is None else f"10^{{{self.exponent}}}"
        number = self.number.replace(",", "{,}").replace("−", "-")
        lead = self.lead and rf"\text{{{self.lead}}}"
        tail = rf"\{self.tail}" if self.tail == "%" else self.tail and rf"\text{{{self.tail}}}"
        return lead + r" \times ".join(part for part in (number, power) if part) + tail


def show(value: float, unit: str = "", *, exact: bool = False) -> str:
    """The value with its unit as plain text, by the rule of this module; EstimateError if it is not a finite number."""
    return shown(value, unit, exact=exact).text()


def shown(value: float, unit: str, *, exact: bool = False) -> Shown:
    """The same in parts, for TeX."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise EstimateError(f"only a finite number can be shown, not {value!r}")
    if not isinstance(unit, str):
        raise EstimateError(f"the unit must be text such as 'requests/s', not {unit!r}")
    if value < 0:
        rest = shown(-value, unit, exact=exact)
        return rest._replace(number="−" + rest.number)
    value = abs(value)  # no -0.0
    whole = unit in COUNTED and float(value).is_integer()
    limit = 15 if whole else 7 if exact else 0
    if unit in PERCENT:
        return _percent(value, PERCENT[unit], limit, points=unit == "fraction difference")
    if unit in ("percent", "%"):
        return _percent(value / 100, "%", limit, points=False)
    head, per = _split(unit)
    if head == "USD":
        return _money(value, per.replace("/", " per ", 1), limit)
    if head in LADDERS:
        return _climb(value, LADDERS[head], per, limit)
    written = _number(_rounded(value, limit))
    tail = "" if unit in BARE else f" {unit}"
    return written._replace(tail=written.tail + (_singular(tail) if written[1:] == ("1", None, "") else tail))


def digits(value: float) -> int:
    """How many significant digits the value has; float noise beyond the twelfth does not count."""
    return len(Decimal(f"{value:.12g}").normalize().as_tuple().digits)


def is_exact(value: float) -> bool:
    """Whether the value is written in full as an input (else it is rounded to three digits)."""
    return digits(value) <= 7


def tex_number(value: float) -> str:
    """A bare number for a formula, in base units: 34{,}700, 0.05, 7 \\times 10^{9}."""
    value = _rounded(value, 7)
    large = value >= 1e9 or (value >= 1e6 and digits(value) <= 4)
    return _power(value).tex() if large or 0 < value < 1e-4 else Shown("", _plain(value), None, "").tex()


def _rounded(value: float, limit: int) -> float:
    """The value itself if `limit` digits hold it, else three significant digits of it."""
    return float(f"{value:.12g}") if limit > 7 or digits(value) <= limit else float(f"{value:.2e}")


def _plain(value: float) -> str:
    text = format(Decimal(f"{value:.12g}"), ",f") if value < 1e15 else f"{value:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _power(value: float) -> Shown:
    mantissa, exponent = f"{value:.11e}".split("e")
    number = mantissa.rstrip("0").rstrip(".")
    return Shown("", "" if number == "1" else number, int(exponent), "")


def _number(value: float) -> Shown:
    """A rounded number without unit: in full, with a word, or as a power of ten."""
    if value >= 1e15 or 0 < value < 1e-4:
        return _power(value)
    if digits(value) <= 4 or value >= 1e9:
        for size, word in WORDS:
            if value >= size:
                return Shown("", _plain(value / size), None, word)
    return Shown("", _plain(value), None, "")


def _percent(value: float, tail: str, limit: int, *, points: bool) -> Shown:
    if not points and 0.99 < value < 1:
        rest = 1 - value
        if rest < 1e-10:
            return Shown("nearly ", "100", None, tail)
        percent = 100 - (100 * rest if digits(value) <= limit else float(f"{100 * rest:.1e}"))
        return Shown("", _plain(percent), None, tail)
    if 0 < value < 1e-6:
        return _power(_rounded(value, limit))
    number = _plain(_rounded(value * 100, limit))
    return Shown("", number, None, _singular(tail) if number == "1" else tail)


def _money(value: float, per: str, limit: int) -> Shown:
    amount = _number(_rounded(value, limit))
    cents = re.fullmatch(r"[\d,]+\.\d", amount.number) and not amount.tail
    return Shown("USD ", amount.number + ("0" if cents else ""), amount.exponent, amount.tail + per)


def _split(unit: str) -> tuple[str, str]:
    """('bytes', '/s') from 'bytes/s', ('s', ' per token') from 's per token'; a unit with a ladder stays whole."""
    if unit in LADDERS:
        return unit, ""
    head = re.split(r"/| per ", unit, maxsplit=1)[0]
    return head, unit[len(head) :]


def _climb(value: float, ladder: Ladder, per: str, limit: int) -> Shown:
    """The value on a ladder of units: rounded first, so that 999.9 MB becomes 1 GB and never 1,000 MB."""
    reached = [
        (step, name) for size, step, name in ladder if _rounded(value / step, limit) * step >= size * (1 - 1e-12)
    ]
    reached = reached or [(step, name) for _, step, name in ladder if value or step == 1][:1]
    step, name = reached[-1]
    if 0 < digits(value) <= limit:  # 100 s, not 1.67 min; 1,536 bytes, not 1.536 kB
        short = [each for each in reached if _exponent(value / each[0]) >= -2]
        step, name = short[-1] if short else reached[0]
    written = _number(_rounded(value / step, limit))
    if written.number == "1" and not written.tail:
        name = _singular(name)
    return written._replace(tail=f"{written.tail} {name}{per}")


def _exponent(value: float) -> int:
    exponent = Decimal(f"{value:.12g}").normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _singular(unit: str) -> str:
    """' request/s' from ' requests/s', ' user per arm' from ' users per arm'; 'ms' and 'times' stay."""
    plural = re.match(r"( ?(?:[A-Za-z]+ )*[A-Za-z]+[A-RT-Za-rt-z])s(?=$|/| per )", unit)
    if plural is None or plural[1].endswith("time"):
        return unit
    word = f"{plural[1][:-2]}y" if plural[1].endswith("ie") else plural[1]  # copies, copy
    return word + unit[plural.end() :]
