"""How numbers are written: the one rule of the guide, as a table of cases."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.estimates import EstimateError, show
from macros.estimates.formatting import digits, shown, tex_number

ROUNDED = [
    # counts: three digits, separators, singular, words, powers of ten
    (0, "requests", "0 requests"),
    (1, "requests", "1 request"),
    (1, "requests/s", "1 request/s"),
    (1, "copies", "1 copy"),
    (1, "users per arm", "1 user per arm"),
    (1, "standard errors", "1 standard error"),
    (1, "times", "1 times"),
    (1, "ms", "1 ms"),
    (1736.1, "requests", "1,740 requests"),
    (34_722.22, "requests/s", "34,700 requests/s"),
    (0.011574, "requests/s", "0.0116 requests/s"),
    (999_499, "requests", "999,000 requests"),
    (999_500, "requests", "1 million requests"),
    (12_345_678, "requests", "12.3 million requests"),
    (1e9, "users", "1 billion users"),
    (999.6e9, "", "1 trillion"),
    (2.5e12, "tokens", "2.5 trillion tokens"),
    (3.15e24, "FLOP", "3.15 × 10²⁴ FLOP"),
    (1e15, "FLOP", "10¹⁵ FLOP"),
    (0.00012345, "", "0.000123"),
    (0.000012345, "", "1.23 × 10⁻⁵"),
    (-1234.5, "requests", "−1,230 requests"),
    (-0.0, "requests", "0 requests"),
    (295.2, "FLOP/byte", "295 FLOP/byte"),
    # what is counted in whole is never rounded
    (62_512, "users per arm", "62,512 users per arm"),
    (1_234_567, "users per arm", "1,234,567 users per arm"),
    (1_736, "replicas", "1,736 replicas"),
    (1, "weeks", "1 week"),
    (10.5, "replicas", "10.5 replicas"),
    # ladders
    (512, "bytes", "512 bytes"),
    (1, "bytes", "1 byte"),
    (81_920, "bytes", "81.9 kB"),
    (999_400, "bytes", "999 kB"),
    (999_600, "bytes", "1 MB"),
    (1.4e11, "bytes", "140 GB"),
    (3.35e12, "bytes/s", "3.35 TB/s"),
    (2**30, "bytes", "1.07 GB"),
    (2**30, "bytes (binary)", "1 GiB"),
    (1.5 * 2**20, "bytes (binary)", "1.5 MiB"),
    (9.89e14, "FLOP/s", "989 TFLOP/s"),
    (2e-9, "s", "2 ns"),
    (12.34e-6, "s", "12.3 µs"),
    (0.0125, "s", "12.5 ms"),
    (0.9996, "s", "1 s"),
    (100, "s", "100 s"),
    (119.96, "s", "2 min"),
    (4567, "s", "76.1 min"),
    (3600 * 36, "s", "36 h"),
    (86_400 * 12.34, "s", "12.3 days"),
    (0.0209, "s per token", "20.9 ms per token"),
    (1, "days", "1 day"),
    (0.25, "days", "6 h"),
    (12.345, "days", "12.3 days"),
    (4242, "kg CO2e", "4,240 kg CO2e"),
    (42_420, "kg CO2e", "42.4 t CO2e"),
    # fractions
    (0, "fraction", "0%"),
    (1, "fraction", "100%"),
    (0.083, "fraction", "8.3%"),
    (0.0833333, "probability", "8.33%"),
    (0.000123456, "fraction", "0.0123%"),
    (1.23456e-9, "fraction", "1.23 × 10⁻⁹"),
    (0.98754, "fraction", "98.8%"),
    (0.99853, "fraction", "99.85%"),
    (0.999, "fraction", "99.9%"),
    (0.99999, "fraction", "99.999%"),
    (0.9999996, "fraction", "99.99996%"),
    (1 - 1e-13, "fraction", "nearly 100%"),
    (1.5, "fraction", "150%"),
    (14.2, "percent", "14.2%"),
    (0.0062, "fraction difference", "0.62 percentage points"),
    (0.01, "fraction difference", "1 percentage point"),
    # bare indices
    (0.23571, "PSI", "0.236"),
    (0.8, "ratio", "0.8"),
    (-0.25, "kappa", "−0.25"),
    # money
    (3, "USD", "USD 3"),
    (3.1, "USD", "USD 3.10"),
    (0.0125, "USD", "USD 0.0125"),
    (1234.5, "USD", "USD 1,230"),
    (4.5e6, "USD", "USD 4.5 million"),
    (2.49, "USD/hour", "USD 2.49 per hour"),
    (-3.1, "USD", "USD −3.10"),
]

EXACT = [
    (131_072, "tokens", "131,072 tokens"),
    (1_048_576, "", "1,048,576"),
    (7.24e9, "", "7.24 billion"),
    (34_722.22222, "requests/s", "34,700 requests/s"),
    (1536, "bytes", "1,536 bytes"),
    (3.35e12, "bytes/s", "3.35 TB/s"),
    (100, "s", "100 s"),
    (119.6, "s", "119.6 s"),
    (3600, "s", "60 min"),
    (604_800, "s", "7 days"),
    (0.05, "s", "50 ms"),
    (365, "days", "365 days"),
    (0.123456, "fraction", "12.3456%"),
    (0.99985, "fraction", "99.985%"),
    (0.1 + 0.2, "fraction", "30%"),
    (2.985, "USD/hour", "USD 2.985 per hour"),
    (0, "bytes", "0 bytes"),
    (0, "s", "0 s"),
]


@pytest.mark.parametrize(("value", "unit", "text"), ROUNDED)
def test_a_result_has_three_digits(value: float, unit: str, text: str) -> None:
    assert show(value, unit) == text


@pytest.mark.parametrize(("value", "unit", "text"), EXACT)
def test_an_input_keeps_its_digits(value: float, unit: str, text: str) -> None:
    assert show(value, unit, exact=True) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, "3", None])
def test_only_a_finite_number_is_shown(value: object) -> None:
    with pytest.raises(EstimateError, match="only a finite number can be shown"):
        show(value, "s")  # type: ignore[arg-type]


def test_the_unit_is_text() -> None:
    with pytest.raises(EstimateError, match="unit must be text"):
        show(3, 4)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "tex"),
    [
        (34_722.2222, r"34{,}700"),
        (0.05, "0.05"),
        (1_048_576, r"1{,}048{,}576"),
        (7e9, r"7 \times 10^{9}"),
        (1e6, "10^{6}"),
        (9.89e14, r"9.89 \times 10^{14}"),
        (2e-5, r"2 \times 10^{-5}"),
    ],
)
def test_a_number_in_a_formula_is_in_base_units(value: float, tex: str) -> None:
    assert tex_number(value) == tex


@pytest.mark.parametrize(
    ("value", "unit", "tex"),
    [
        (1736.1, "requests", r"1{,}740\text{ requests}"),
        (0.083, "fraction", r"8.3\%"),
        (3.1, "USD", r"\text{USD }3.10"),
        (3.15e24, "FLOP", r"3.15 \times 10^{24}\text{ FLOP}"),
        (-0.25, "kappa", "-0.25"),
    ],
)
def test_the_same_quantity_in_tex(value: float, unit: str, tex: str) -> None:
    assert shown(value, unit).tex() == tex


SCALES = {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "PB": 1e15, "EB": 1e18, "ZB": 1e21}
SCALES |= {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1, "min": 60, "h": 3600, "days": 86_400, "%": 0.01}
SCALES |= {"byte": 1, "day": 86_400}
WORDS = {"million": 1e6, "billion": 1e9, "trillion": 1e12}


def read_back(text: str) -> float:
    """The number that a text of show() stands for, read independently of how it was written."""
    text = text.replace("%", " %").replace("−", "-").replace(",", "")
    value = 1.0
    for part in text.split():
        if part.startswith("10") and part[2:] and not part[2:].isascii():
            digits_of = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
            value *= 10 ** float(part[2:].translate(digits_of))
        elif part in WORDS or part in SCALES:
            value *= WORDS.get(part) or SCALES[part]
        elif part not in ("×", "requests", "request"):
            value *= float(part)
    return value


@settings(deadline=None)
@given(st.floats(1e-12, 1e25), st.sampled_from(["bytes", "s", "requests", "fraction"]), st.booleans())
def test_what_is_written_can_be_read_back(value: float, unit: str, exact: bool) -> None:
    text = show(value, unit, exact=exact)
    if not text.startswith("nearly"):
        assert read_back(text) == pytest.approx(value, rel=0.0051)


@settings(deadline=None)
@given(st.floats(0.01, 1e14), st.sampled_from(["bytes", "s", "requests"]))
def test_a_written_number_is_short(value: float, unit: str) -> None:
    assert digits(float(show(value, unit).split()[0].replace(",", ""))) <= 3


def test_a_number_without_unit_is_bare() -> None:
    assert show(41.66) == "41.7"
