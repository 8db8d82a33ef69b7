"""Ask what several layers of defence let through, one after another, alone or with a state that they share."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from equipoise.engagement.doctrine import kill_by_salvo, leak_through, mix_laws
from equipoise.engagement.models.chances import MOST_WARHEADS
from equipoise.errors import InputError
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

Chances = tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...]
Shots = tuple[Annotated[float, Field(ge=0.0, le=1000.0)], ...]
LAYERS_MOST = 20


class LayeredLeakage(Spec):
    """Take layers as lists of equal length (a list of one holds for every layer), a raid, and a state that all layers share."""

    warheads: int = declare_input(20, "warheads in the raid", basis="A", source="assumption", ge=1, le=MOST_WARHEADS)
    p_engage: Chances = declare_input(
        (0.9,), "chance that the layer can engage a warhead at all, by layer", basis="A", source="assumption", interval=(0.5, 1.0),
        max_length=LAYERS_MOST,
    )  # fmt: skip
    p_track: Chances = declare_input(
        (0.95,), "probability of a usable track in the layer", basis="A", source="wilkening_1999", interval=(0.80, 0.99),
        max_length=LAYERS_MOST,
    )  # fmt: skip
    p_ssk: Chances = declare_input(
        (0.56, 0.7), "single-shot kill probability by layer; the midcourse record, then an assumption for terminal defence", basis="S",
        source="mda_test_record", interval=(0.40, 0.90), max_length=LAYERS_MOST,
    )  # fmt: skip
    shots: Shots = declare_input((2.0,), "shots at each warhead, by layer", basis="A", source="assumption", max_length=LAYERS_MOST)
    p_shared: float = declare_input(
        1.0, "probability that what the layers share (sensors, command) works in this raid", basis="A", source="assumption",
        interval=(0.7, 1.0), ge=0.0, le=1.0,
    )  # fmt: skip
    track_if_down: float = declare_input(0.5, "factor on p_track when it does not work", basis="A", source="assumption", ge=0.0, le=1.0)
    ssk_if_down: float = declare_input(0.7, "factor on p_ssk when it does not work", basis="A", source="assumption", ge=0.0, le=1.0)


def layered_leakage(spec: LayeredLeakage) -> dict[str, Any]:
    """Leak = prod_l (1 - K_l), K_l = a_l P_track,l (1 - (1-p_l)^n_l); with a shared state s, P(0) = sum_s pi_s (1 - leak_s)^W.

    Wilkening (1999) for a layer; independent layers are the optimistic bound. A shared state keeps warheads independent only while it is
    known, so that at the same mean the probability of no leaker is higher and the tail is longer (Jensen).

    >>> out = layered_leakage(LayeredLeakage(p_engage=(1.0,), p_track=(1.0,), p_ssk=(0.5,), shots=(1.0, 1.0, 1.0)))
    >>> out["leak"], out["leakers_mean"]
    (0.125, 2.5)
    """
    engage, track, ssk, shots = _align(spec)
    up, leak_up = _pass(engage, track, ssk, shots)
    tracked_down, ssk_down = [spec.track_if_down * t for t in track], [spec.ssk_if_down * p for p in ssk]
    leak_down = _pass(engage, tracked_down, ssk_down, shots)[1]
    law = mix_laws(spec.warheads, ((spec.p_shared, leak_up), (1.0 - spec.p_shared, leak_down)))
    mean = spec.p_shared * leak_up + (1.0 - spec.p_shared) * leak_down
    return {
        "kill_by_layer": up, "leak_up": leak_up, "leak_down": leak_down, "leak": mean, "leakers_mean": spec.warheads * mean,
        "p_none": law.p_none, "p_none_independent": mix_laws(spec.warheads, ((1.0, mean),)).p_none, "leakers_p95": law.find_level(),
    }  # fmt: skip


def _align(spec: LayeredLeakage) -> tuple[list[float], ...]:
    """Spread lists of one over all layers: p_engage, p_track, p_ssk, shots."""
    lists = {name: getattr(spec, name) for name in ("p_engage", "p_track", "p_ssk", "shots")}
    n_layers = max(len(values) for values in lists.values())
    for name, values in lists.items():
        if len(values) not in (1, n_layers):
            raise InputError(
                path=name, problem=f"{len(values)} layers are given where others have {n_layers}", accepted=f"1 or {n_layers} numbers"
            )
    return tuple(list(values) if len(values) == n_layers else list(values) * n_layers for values in lists.values())


def _pass(engage: list[float], track: list[float], ssk: list[float], shots: list[float]) -> tuple[list[float], float]:
    """Return the chance of a kill in each layer, and the leak through all."""
    kill = [kill_by_salvo(p, n) for p, n in zip(ssk, shots, strict=True)]
    return [a * t * k for a, t, k in zip(engage, track, kill, strict=True)], leak_through(engage, track, kill)


register(
    "model", "layered-leakage", title="Leakage through layers", function=layered_leakage, spec=LayeredLeakage, sources=("wilkening_1999",),
    validity="stock as large as needed, no decoys; layers independent but for the shared state, which stays for a whole raid", basis="S",
    stage="engagement",
    outputs={
        "kill_by_layer": ("", "K_l of each layer while the shared state works"), "leak_up": ("", "leak of a warhead while it works"),
        "leak_down": ("", "leak of a warhead when it does not"), "leak": ("", "mean leak of a warhead"),
        "leakers_mean": ("warheads", "expected leakers"), "p_none": ("", "probability that nothing leaks"),
        "p_none_independent": ("", "the same if warheads leaked independently at the mean leak"),
        "leakers_p95": ("warheads", "leakers not exceeded in 95 raids of 100"),
    },
)  # fmt: skip
