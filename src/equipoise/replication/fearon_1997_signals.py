"""Reproduce the two costly signals of foreign policy interests and their order."""

from __future__ import annotations

from equipoise.perception.models.signals import CostlySignals, costly_signals
from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve


@shelve(
    "fearon-1997", title="Tying hands against sinking costs", known_by="computed",
    citation="J. D. Fearon, Signaling Foreign Policy Interests: Tying Hands versus Sinking Costs, Journal of Conflict Resolution 41(1) (1997) 68-90",
    setting="the two findings are in the abstract; the form with uniform stakes and the numbers (p .5, c 1, q .25, stakes to 4) are worked here from the description",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the worked example, and the order of both signals over many crises."""
    out = costly_signals(CostlySignals())
    grid = [
        costly_signals(CostlySignals(p_win=p, cost=c, q_fight=q, value_max=v, sunk_share=0.5))
        for p in (0.2, 0.5, 0.8) for c in (0.5, 1.0, 2.0) for q in (0.05, 0.25, 0.6) for v in (2.0, 4.0, 12.0)
    ]  # fmt: skip
    mixed = [costly_signals(CostlySignals(sunk_share=s))["mixed_risk"] for s in (0.0, 0.25, 0.5, 0.75, 1.0)]
    return [
        Row("least stake that sinks costs", "value", 2.0, out["sunk_stake"], 1e-9),
        Row("costs that it sinks", "value", 1.5, out["sunk_signal"], 1e-9),
        Row("risk of war, sunk costs", "", 0.125, out["sunk_risk"], 1e-9),
        Row("least stake that ties hands", "value", 0.285714, out["tied_stake"], 2e-6, "six places"),
        Row("cost of backing down that it creates", "value", 0.857143, out["tied_signal"], 2e-6, "six places"),
        Row("risk of war, tied hands", "", 0.232143, out["tied_risk"], 3e-6, "six places"),
        tell("leaders do better on average tying hands", all(o["tied_is_better"] for o in grid), f"{len(grid)} crises; here {put([out['tied_value'], out['sunk_value']])}"),
        tell("tying hands risks more war", all(o["tied_is_riskier"] for o in grid), f"the same; here {put([out['tied_risk'], out['sunk_risk']], 3)}"),
        tell("a mixture lies between", mixed == sorted(mixed, reverse=True), f"share sunk 0 to 1: risk {put(mixed, 3)} (Slantchev's case, form derived here)"),
    ]  # fmt: skip
