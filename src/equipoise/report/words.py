"""Write numbers, units, bases and intervals in words."""

from __future__ import annotations

import math
import textwrap

BASIS_WORDS = {
    "P": "read in the publication",
    "S": "read in a text that cites it",
    "G": "general knowledge",
    "D": "derived here",
    "A": "assumption",
    "": "not stated",
}

QUESTIONS = {
    "q1": "What share of a ballistic raid, and of a glider raid, gets through the conventional shield?",
    "q2": "After riding out a first strike, what still arrives through the other's shield, with gliders and without?",
    "q3": "What can each design of a shield against hypersonic weapons stop, and at what cost?",
    "q4": "Who is ahead with hypersonic weapons, by how much, from when until when?",
    "q5": "What does a rival that sees capabilities only build, does it spiral, and what does everyone pay?",
    "q6": "At what belief about intent does the spiral stop, and can experience move belief there?",
    "q7": "What does yesterday's criticism of shields cost today's explanation of one's own?",
    "q8": "How much explanation, and how much costly reassurance, is enough? Are words alone ever enough?",
}


def is_share(unit: str) -> bool:
    """Tell whether a unit names a share or probability on 0 to 1.

    >>> is_share("share of raid"), is_share("years")
    (True, False)
    """
    return unit.startswith("share") or unit == "probability"


def write_number(value: float | None, unit: str = "") -> str:
    """Write a value for reading: shares as counts out of 100, dollars in millions or billions, few digits.

    >>> write_number(0.634, "share of raid"), write_number(2.5e9, "usd2025"), write_number(2031.4, "year"), write_number(None)
    ('63 of 100', '2.5 billion', '2031', 'none')
    """
    if value is None or not math.isfinite(value):
        return "none"
    if is_share(unit):
        return f"{_plain(100.0 * value, sharp=True)} of 100"
    if unit.startswith("usd"):
        size, name = next(((s, n) for s, n in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")) if abs(value) >= s), (1.0, ""))
        return f"{_plain(value / size)}{name}"
    if unit == "year":
        return f"{value:.0f}"
    return _plain(value)


def _plain(value: float, sharp: bool = False) -> str:
    size = abs(value)
    if sharp:
        text = f"{value:.0f}" if 1.0 <= size <= 99.0 or size in (0.0, 100.0) else f"{value:.1f}"
    elif size >= 100.0:
        text = f"{value:,.0f}"
    elif size >= 10.0:
        text = f"{value:.1f}"
    else:
        text = f"{value:.2f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def write_unit(unit: str) -> str:
    """Write a unit in words.

    >>> write_unit("usd2025")
    'dollars of 2025'
    """
    return {"usd2025": "dollars of 2025", "index": "points of the index", "": "", "ratio": "ratio"}.get(unit, unit)


def write_interval(interval: tuple[float, float] | None, unit: str) -> str:
    """Write an interval.

    >>> write_interval((0.1, 0.5), "probability")
    '10 to 50 of 100'
    """
    if interval is None:
        return "none"
    low, high = (write_number(x, unit) for x in interval)
    return f"{low.removesuffix(' of 100') if is_share(unit) else low} to {high}"


def write_three(low: float, median: float, high: float, unit: str = "") -> str:
    """Write a median with its band.

    >>> write_three(1.0, 2.0, 3.0)
    '2 (1 to 3)'
    """
    band = write_interval((low, high), unit).removesuffix(" of 100" if is_share(unit) else "")
    return f"{write_number(median, unit)} ({band})" if math.isfinite(median) else "none"


def join_words(items: list[str] | tuple[str, ...], limit: int = 12) -> str:
    """Join names into a phrase, the rest counted.

    >>> join_words(["a", "b", "c"]), join_words(["a", "b", "c"], limit=2)
    ('a, b and c', 'a, b and 1 more')
    """
    shown = list(items[:limit])
    left = len(items) - len(shown)
    if left:
        return f"{', '.join(shown)} and {left} more"
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)


def shorten(text: str, width: int = 28) -> str:
    """Cut a title to what a figure can hold.

    >>> shorten("a very long title of a state", 12)
    'a very...'
    """
    flat = " ".join(text.split())
    if len(flat) <= width:
        return flat
    return textwrap.shorten(flat, width, placeholder="...") if " " in flat[: width - 3] else f"{flat[: width - 3]}..."


def wrap(text: str, width: int = 20, lines: int = 3) -> str:
    """Break a title over lines for a figure.

    >>> wrap("one two three", 7)
    'one two\\nthree'
    """
    return "\n".join(textwrap.wrap(" ".join(text.split()), width, max_lines=lines, placeholder="..."))
