"""Reproduce both lines of the argument on missile defence: more risk run, less loss expected."""

from __future__ import annotations

from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve
from equipoise.rivalry.models.defence import Emboldenment, emboldenment


@shelve(
    "powell-2003", title="Missile defence and emboldenment", known_by="transcribed",
    citation="R. Powell, Nuclear Deterrence Theory, Nuclear Proliferation, and National Missile Defense, International Security 27(4) (2003) 86-118",
    setting="findings through the abstract; minimal form derived here: a stake of 1 against a loss of 10, shares stopped 0 to 1",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the risk that the owner runs and the loss that it expects as the share stopped rises."""
    out = emboldenment(Emboldenment(stake=1.0, loss=10.0, interceptions=(0.0, 0.25, 0.5, 0.75, 0.95)))
    risk, loss = out["p_attack_line"], out["expected_loss_line"]
    dear = [emboldenment(Emboldenment(loss=x))["p_attack"] for x in (5.0, 10.0, 50.0)]
    return [
        tell("a defence gives more freedom of action", risk[-1] > risk[0], f"risk that is run, share stopped 0 to 0.95: {put(risk, 3)}"),
        tell("the risk of attack can rise with the defence", risk == sorted(risk), "the same line"),
        tell("the expected loss falls all the same", loss == sorted(loss, reverse=True), f"expected loss: {put(loss, 3)}"),
        tell("the more there is to lose the less is dared", dear == sorted(dear, reverse=True), f"loss 5, 10, 50: {put(dear, 3)}"),
    ]
