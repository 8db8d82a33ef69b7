"""Ask what defended targets survive: random (Prim-Read), preferential and subtractive deployment of interceptors."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from equipoise.engagement.allocation import find_random_price, save_if_preferential, save_if_subtractive
from equipoise.engagement.doctrine import kill_by_salvo
from equipoise.engagement.models.chances import take_kill_probability
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

Values = tuple[Annotated[float, Field(gt=0.0, le=1e12)], ...]
PERFECT = "single-shot kill probability; 1: perfect interceptors, as in the textbook form"


class PrimRead(Spec):
    """Take interceptors spread over targets."""

    interceptors: float = declare_input(20.0, "perfect interceptors", basis="A", source="assumption", ge=0.0, le=1e9)
    targets: float = declare_input(10.0, "equal targets", basis="A", source="assumption", gt=0.0, le=1e9)
    values: Values | None = declare_input(None, "values of unequal targets; given, they replace `targets`", max_length=10000)


def prim_read(spec: PrimRead) -> dict[str, Any]:
    """Random allocation of perfect interceptors: T = 2 I/M + 1 weapons a target bought; a known even one gives I/M + 1.

    Prim and Read (1957): each target holds 0..T-1 interceptors with equal chance, so that no weapon buys more than 1/T of a target.
    Unequal values: T_i = v_i (2 I + m)/sum v over the m targets that are worth defending (T_i > 1).

    >>> out = prim_read(PrimRead())
    >>> out["price_random"], out["price_known"]
    (5.0, 3.0)
    """
    each = spec.interceptors / (len(spec.values) if spec.values else spec.targets)
    if not spec.values:
        price = find_random_price(spec.interceptors, spec.targets)
        return {"price_random": price, "price_known": each + 1.0, "value_per_weapon": 1.0 / price, "defended": spec.targets}
    ranked = sorted(spec.values, reverse=True)
    total, best, defended = 0.0, ranked[0], 0
    for m, value in enumerate(ranked, start=1):
        total += value
        level = total / m / find_random_price(spec.interceptors, m)  # value that one weapon buys while the m best targets are defended
        if value <= level:
            break
        best, defended = level, m
    mean = sum(ranked) / len(ranked)
    return {"price_random": mean / best, "price_known": each + 1.0, "value_per_weapon": best, "defended": float(defended)}


class PreferentialDefence(Spec):
    """Take interceptors, targets, the weapons sent at each, and a kill probability."""

    interceptors: int = declare_input(100, "interceptors", basis="A", source="assumption", ge=0, le=10**6)
    targets: int = declare_input(50, "equal targets, all attacked", basis="A", source="assumption", ge=1, le=10**7)
    weapons_each: int = declare_input(2, "weapons at each target", basis="A", source="assumption", ge=1, le=1000)
    p_ssk: float = take_kill_probability(0.7, "single-shot kill probability; 0.7 for terminal defence is an assumption")


def preferential_defence(spec: PreferentialDefence) -> dict[str, Any]:
    """Choose n shots a weapon to maximise min(M, floor(I/(n a))) (1 - (1-p)^n)^a: the defender picks targets after seeing the attack.

    The attacker does not know which targets are defended. Beside it the same stock spread over all targets, real n = I/(M a).

    >>> out = preferential_defence(PreferentialDefence(interceptors=100, targets=50, weapons_each=2, p_ssk=1.0))
    >>> out["targets_saved"], out["shots_per_weapon"]
    (50.0, 1)
    """
    a = spec.weapons_each
    share, n = save_if_preferential(spec.interceptors, spec.targets, a, spec.p_ssk)
    defended = min(spec.targets, spec.interceptors // (n * a)) if n else 0
    spread = spec.targets * kill_by_salvo(spec.p_ssk, spec.interceptors / (spec.targets * a)) ** a
    return {"targets_saved": spec.targets * share, "shots_per_weapon": n, "targets_defended": defended, "saved_if_spread": spread}


class RandomSubtractive(Spec):
    """Take an even attack of which so many weapons, picked at random, meet one interceptor each."""

    interceptors: int = declare_input(20, "interceptors, one to a weapon", basis="A", source="assumption", ge=0, le=10**7)
    targets: int = declare_input(10, "targets", basis="A", source="assumption", ge=1, le=10**6)
    weapons_each: int = declare_input(3, "weapons at each target", basis="A", source="assumption", ge=1, le=1000)
    p_ssk: float = declare_input(1.0, PERFECT, basis="A", source="assumption", interval=(0.3, 1.0), ge=0.0, le=1.0)


def random_subtractive(spec: RandomSubtractive) -> dict[str, Any]:
    """A target survives if all its a weapons are stopped: p^a C(A-a, I-a)/C(A, I), A = M a; (p I/A)^a would be the binomial form.

    Random subtractive defence does not see where weapons go. The hypergeometric form is exact for whole interceptors.

    >>> round(random_subtractive(RandomSubtractive())["share_saved"], 4)
    0.2808
    """
    a, attack = spec.weapons_each, spec.weapons_each * spec.targets
    used = min(spec.interceptors, attack)
    share = save_if_subtractive(spec.interceptors, spec.targets, a, spec.p_ssk)
    rough = (spec.p_ssk * used / attack) ** a
    return {"share_saved": share, "targets_saved": spec.targets * share, "share_binomial": rough, "interceptors_used": used}


register(
    "model", "prim-read", title="Prim-Read deployment of interceptors", function=prim_read, spec=PrimRead, sources=("prim_read_1957",),
    validity="perfect interceptors, real numbers of them, the attacker knows the odds but not the draw", basis="G", stage="engagement",
    outputs={
        "price_random": ("weapons", "for one mean target, at best, against the random deployment"),
        "price_known": ("weapons", "for one target against a known even deployment"),
        "value_per_weapon": ("", "most that one weapon buys, in targets or in the unit of `values`"),
        "defended": ("targets", "targets worth defending"),
    },
)  # fmt: skip
register(
    "model", "preferential-defence", title="Preferential defence of equal targets", function=preferential_defence, spec=PreferentialDefence,
    sources=("general",), validity="attack even over targets and seen in full; attacker blind to the choice; one salvo", basis="G",
    stage="engagement",
    outputs={
        "targets_saved": ("targets", "expected"), "shots_per_weapon": ("", "best whole number of shots at each weapon"),
        "targets_defended": ("targets", "that are defended at all"), "saved_if_spread": ("targets", "expected if all were defended alike"),
    },
)  # fmt: skip
register(
    "model", "random-subtractive", title="Random subtractive defence", function=random_subtractive, spec=RandomSubtractive,
    sources=("general",), validity="attack even over targets; interceptors blind to where weapons go; one shot at a weapon", basis="G",
    stage="engagement",
    outputs={
        "share_saved": ("", "chance that a target survives, exact"), "targets_saved": ("targets", "expected"),
        "share_binomial": ("", "the same if weapons were stopped independently"),
        "interceptors_used": ("interceptors", "at most one a weapon"),
    },
)  # fmt: skip
