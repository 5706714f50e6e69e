"""The value of a numeral as written: 1,286 · 二百一十六 · 百分之九十八点五 · 4.5万 · 三成."""

import re

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_ORDERED = re.compile(r"[^十百千]*千?[^十百千]*百?[^十百千]*十?[^十百千]*")  # between 万 and 亿
MULTIPLIERS = {
    **_SMALL, **_LARGE, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000,
}  # fmt: skip


def chinese(numeral: str) -> float | None:
    """Value of a Chinese numeral, None where it is none (万万千, 十百). 百 and 万 alone are 100 and 10,000."""
    if "点" in numeral:
        whole, fraction = numeral.split("点", 1)
        digits = [_DIGITS.get(char) for char in fraction]
        base = chinese(whole)
        if base is None or not digits or None in digits:
            return None
        return float(f"{base:.0f}.{''.join(map(str, digits))}")
    if len(numeral) > 1 and all(char in _DIGITS for char in numeral):  # 二〇二三, read digit by digit
        return float("".join(str(_DIGITS[char]) for char in numeral))
    if "万万" in numeral or not all(map(_ORDERED.fullmatch, re.split("[万亿]", numeral))):
        return None
    total = section = 0
    digit: int | None = None
    for char in numeral:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (1 if digit is None or digit == 0 else digit) * _SMALL[char]
            digit = None
        else:
            section += digit or 0
            total = (total + section or 1) * _LARGE[char] if char == "亿" else total + (section or 1) * _LARGE[char]
            section, digit = 0, None
    return float(total + section + (digit or 0))


def arabic(numeral: str) -> float:
    """Value of digits with thousands commas and a decimal point."""
    return float(numeral.replace(",", ""))


def scaled(value: float, factor: float) -> float:
    """value × factor without binary dust: 1.26亿 is 126000000, not 126000000.00000001."""
    return float(f"{value * factor:.12g}")
