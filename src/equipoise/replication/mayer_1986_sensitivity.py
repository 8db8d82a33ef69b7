"""Ask how far the cone of mutual deterrence hangs on what an attack is assumed to do."""

from __future__ import annotations

from equipoise.exchange.models.cone import DeterrenceCone, deterrence_cone
from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve

KILLS = (0.3, 0.6, 0.9, 0.99)


def _ask(kill: float, held: float | None = None) -> dict[str, object]:
    return deterrence_cone(DeterrenceCone(kill_a=kill, kill_b=kill, shield_b=0.0, held_a=held, held_b=held))


@shelve(
    "mayer-1986", title="Sensitivity of the cone", known_by="transcribed",
    citation="T. F. Mayer, Arms Races and War Initiation: Some Alternatives to the Intriligator-Brito Model, Journal of Conflict Resolution 30 (1986) 3-28",
    setting="findings through the abstract; his alternative models are not rebuilt: one assumption is varied, the missiles that one missile destroys, "
    "equal for both, on the worked example of intriligator-brito-1984",
)  # fmt: skip
def compute() -> list[Row]:
    """Vary the exchange rate of an attack from less to more than one missile for a missile."""
    out = [float(_ask(kill)["missiles_a"]) for kill in KILLS]  # type: ignore[arg-type]
    none, grown = _ask(1.2), _ask(1.2, 1e6)
    low = [_ask(0.3, held)["a_deters"] for held in (400.0, 200.0)]
    return [
        tell("conclusions are highly sensitive to the attack assumed", out[-1] > 10.0 * out[0], f"vertex at rates {put(KILLS)}: {put(out, 0)}"),
        tell("no situation of mutual deterrence may be possible", none["missiles_a"] is None, f"at a rate of 1.2: {none['reason']}"),
        tell(
            "arms races are then unlikely to yield stable peace", not grown["a_deters"] and not grown["b_deters"],
            "at a rate of 1.2 a million missiles each deter nobody",
        ),
        tell(
            "mutual disarmament to moderate levels does not raise the chance of war", low == [True, True],
            "in the linear model of Intriligator and Brito going from 400 to 200 each leaves the cone, which is their claim; his alternatives, "
            "in which it does not, are not rebuilt",
        ),
    ]  # fmt: skip
