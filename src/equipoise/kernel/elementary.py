"""Give exp, log, sine and cosine in plain arithmetic, so that a loop over lanes stays in vector registers.

A call to the C library inside a loop turns the whole loop scalar, silently; these are additions and products only.
"""

from __future__ import annotations

import math

from equipoise.compiled import inline


@inline
def larger(a: float, b: float) -> float:
    """Return the larger of two numbers (numba's own max has no GPU form); b if either is not a number.

    >>> larger(1.0, 2.0)
    2.0
    """
    return a if a > b else b


@inline
def smaller(a: float, b: float) -> float:
    """Return the smaller of two numbers; b if either is not a number.

    >>> smaller(1.0, 2.0)
    1.0
    """
    return a if a < b else b


@inline
def exp(x: float) -> float:
    """Return e^x within 4e-13 (relative) for -700 < x < 700; 0 below, e^700 above.

    The argument is divided by 4,096, the series taken to the eleventh power, and the result squared twelve times.

    >>> abs(exp(-7.5) / math.exp(-7.5) - 1.0) < 4e-13
    True
    """
    r = smaller(abs(x), 700.0) * (1.0 / 4096.0)
    # e^r - 1 is squared as (1 + m)^2 - 1 = m (m + 2), which keeps the digits that 1 + m would round off
    m = r * (1.0 + r * (1.0 / 2.0 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0 + r * (
        1.0 / 5040.0 + r * (1.0 / 40320.0 + r * (1.0 / 362880.0 + r * (1.0 / 3628800.0 + r * (1.0 / 39916800.0)))))))))))  # fmt: skip
    m = m * (m + 2.0)
    m = m * (m + 2.0)
    m = m * (m + 2.0)
    m = m * (m + 2.0)
    m = m * (m + 2.0)
    m = m * (m + 2.0)
    m = m * (m + 2.0)
    m = m * (m + 2.0)
    m = m * (m + 2.0)
    m = m * (m + 2.0)
    m = m * (m + 2.0)
    m = m * (m + 2.0)
    m = m + 1.0
    inverse = 1.0 / m
    return m if x > 0.0 else (inverse if x > -700.0 else 0.0)


@inline
def log(x: float) -> float:
    """Return ln x within 1e-12 (absolute) for 1e-20 < x < 1e20: 256 times the logarithm of the eighth square root.

    >>> abs(log(9.7e-5) - math.log(9.7e-5)) < 1e-12
    True
    """
    y = math.sqrt(math.sqrt(math.sqrt(math.sqrt(math.sqrt(math.sqrt(math.sqrt(math.sqrt(x))))))))
    s = (y - 1.0) / (y + 1.0)
    q = s * s
    return 512.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0 + q / 13.0))))))


@inline
def sin_cos(x: float) -> tuple[float, float]:
    """Return sine and cosine of x within 1e-12 for |x| < 1000 (rad): whole turns taken off, then doubled three times.

    >>> s, c = sin_cos(2.0)
    >>> abs(s - math.sin(2.0)) < 1e-12, abs(c - math.cos(2.0)) < 1e-12
    (True, True)
    """
    turns = math.floor(x * 0.15915494309189535 + 0.5)
    r = ((x - turns * 6.283185307179586) - turns * 2.4492935982947064e-16) * 0.125
    q = r * r
    s = r * (1.0 - q * (1.0 / 6.0 - q * (1.0 / 120.0 - q * (1.0 / 5040.0 - q * (1.0 / 362880.0 - q / 39916800.0)))))
    v = q * (0.5 - q * (1.0 / 24.0 - q * (1.0 / 720.0 - q * (1.0 / 40320.0 - q * (1.0 / 3628800.0)))))  # 1 - cosine
    s, v = 2.0 * s * (1.0 - v), 2.0 * s * s
    s, v = 2.0 * s * (1.0 - v), 2.0 * s * s
    s, v = 2.0 * s * (1.0 - v), 2.0 * s * s
    return s, 1.0 - v
