"""Reproduce the prosecutor who persuades a judge that knows the rule of evidence."""

from __future__ import annotations

from equipoise.perception.models.talk import BayesianPersuasion, bayesian_persuasion
from equipoise.replication.findings import tell
from equipoise.replication.shelf import Row, shelve


@shelve(
    "kamenica-gentzkow-2011", title="Bayesian persuasion", known_by="recalled",
    citation="E. Kamenica, M. Gentzkow, Bayesian Persuasion, American Economic Review 101(6) (2011) 2590-2615",
    setting="their opening example: 30 per cent are guilty, a judge convicts from one half on; the second case (prior .2) is worked from the formula",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the share convicted, the share of innocents among them, and a second prior."""
    out = bayesian_persuasion(BayesianPersuasion(prior=0.3, threshold=0.5))
    fifth = bayesian_persuasion(BayesianPersuasion(prior=0.2, threshold=0.5))
    return [
        Row("convicted", "share", 0.6, out["p_act"], 1e-9),
        Row("innocents called guilty", "share", 3.0 / 7.0, out["p_yes_if_bad"], 1e-9),
        Row("convicted if the truth is shown", "share", 0.3, out["p_act_truth_told"], 1e-9),
        Row("persuaded, prior 0.2", "share", 0.4, fifth["p_act"], 1e-9),
        Row("bad states called good, prior 0.2", "share", 0.25, fifth["p_yes_if_bad"], 1e-9),
        tell("words without commitment persuade nobody", out["p_act_without_commitment"] == 0.0, "a prior below the threshold stays there"),
    ]
