"""Ask whether protection emboldens, and which line of the answer counts."""

from __future__ import annotations

from typing import Any

from equipoise.registry import declare_input, register
from equipoise.rivalry.models.inputs import ASSUMED, Shares
from equipoise.scenario.number import Spec


class Emboldenment(Spec):
    """Take what is at stake in a crisis, what an attack would cost, and what a defence stops."""

    stake: float = declare_input(1.0, "v, what the owner gains by pressing", unit="value", **ASSUMED, interval=(0.1, 10.0), gt=0.0, le=1e6)
    loss: float = declare_input(
        10.0, "L, loss in an attack that no defence stops", unit="value", **ASSUMED, interval=(1.0, 1000.0), gt=0.0, le=1e9
    )
    interception: float = declare_input(
        0.5, "s, share of an attack that the defence stops", basis="A", source="defence_ranges", interval=(0.1, 0.9), ge=0.0, le=1.0
    )
    interceptions: Shares = declare_input((0.0, 0.25, 0.5, 0.75, 1.0), "shares for the two lines", **ASSUMED, max_length=101)


def draw_lines(stake: float, loss: float, interception: float) -> tuple[float, float]:
    """Return the risk of attack that the owner runs, r* = v/(v + L(1-s)), and the expected loss r* L (1-s)."""
    harm = loss * (1.0 - interception)
    risk = stake / (stake + harm)
    return risk, risk * harm


def emboldenment(spec: Emboldenment) -> dict[str, Any]:
    """Press while the risk of attack is at most r* = v/(v + L(1-s)): as s rises the risk run rises and the expected loss falls.

    Powell (2003): a defence gives more freedom of action and makes a rogue likelier to back down, yet can raise the risk of attack
    because the owner presses harder. Minimal form derived here. The dispute about shields is often about which line counts.

    >>> out = emboldenment(Emboldenment(stake=1.0, loss=4.0, interception=0.75, interceptions=(0.0, 0.75)))
    >>> out["p_attack_line"], out["expected_loss_line"]
    ([0.2, 0.5], [0.8, 0.5])
    """
    risk, expected = draw_lines(spec.stake, spec.loss, spec.interception)
    bare, bare_loss = draw_lines(spec.stake, spec.loss, 0.0)
    lines = [draw_lines(spec.stake, spec.loss, s) for s in spec.interceptions]
    return {
        "p_attack": risk, "expected_loss": expected, "p_attack_bare": bare, "expected_loss_bare": bare_loss, "p_attack_change": risk - bare,
        "expected_loss_change": expected - bare_loss, "p_attack_line": [a for a, _ in lines], "expected_loss_line": [b for _, b in lines],
    }  # fmt: skip


register(
    "model", "emboldenment", title="What protection makes an owner dare", function=emboldenment, spec=Emboldenment,
    sources=("powell_2003",), basis="D", stage="rivalry",
    validity="one crisis, brinkmanship, a known share stopped; no side but the owner chooses",
    outputs={
        "p_attack": ("", "largest risk of attack that the owner runs"), "expected_loss": ("value", "expected loss at that risk"),
        "p_attack_bare": ("", "the risk without a defence"), "expected_loss_bare": ("value", "the loss without one"),
        "p_attack_change": ("", "what the defence adds to the risk"),
        "expected_loss_change": ("value", "what it adds to the loss; below 0 it spares"),
        "p_attack_line": ("", "risk at each share asked"), "expected_loss_line": ("value", "expected loss at each"),
    },
)  # fmt: skip
