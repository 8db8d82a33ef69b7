"""Reproduce Wilkening's interceptor totals, his track floor and his table of kill probabilities."""

from __future__ import annotations

from equipoise.engagement.models.layers import LayeredLeakage, layered_leakage
from equipoise.engagement.models.requirement import TrackFloor, Wilkening, track_floor, wilkening
from equipoise.replication.shelf import Row, shelve

# shots at a warhead, SSPK 0.56: kill probability in per cent with a sure track, and with P_track 0.90
_TABLE = ((1, 56.00, 50.40), (2, 80.64, 72.58), (3, 91.48, 82.33), (4, 96.25, 86.63), (5, 98.35, 88.52))
_WHOLE = "the totals are printed whole"


@shelve(
    "wilkening-1999", title="Interceptors for a raid, and what the track allows", known_by="transcribed",
    citation="D. A. Wilkening, A Simple Model for Calculating Ballistic Missile Defense Effectiveness, Science & Global Security 8 (1999) 183-215",
    setting="numbers through texts that quote the paper; confidence 0.80, P_track 0.99, SSPK 0.70, real shots; the first salvo of two in "
    "shoot-look-shoot is ours: with one the total is 47.9, with the best, 1.49, it is 43.6",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute his three totals, the floor of the track probability and his table."""
    first, mixed = wilkening(Wilkening()), wilkening(Wilkening(warheads=10, decoys=10))
    rows = [
        Row("20 warheads, all at once", "interceptors", 113.0, first["barrage"], 0.005, _WHOLE),
        Row("20 warheads, shoot-look-shoot", "interceptors", 47.0, first["shoot_look_shoot"], 0.015, _WHOLE),
        Row("10 warheads and 10 decoys, all at once", "interceptors", 73.0, mixed["barrage"], 0.005, _WHOLE),
        Row(
            "10 warheads, least P_track",
            "probability",
            0.978,
            track_floor(TrackFloor())["least_p_track"],
            0.0005,
            "printed to three places",
        ),
    ]
    for shots, sure, ninety in _TABLE:
        for track, percent in ((1.0, sure), (0.9, ninety)):
            out = layered_leakage(LayeredLeakage(p_engage=(1.0,), p_track=(track,), p_ssk=(0.56,), shots=(float(shots),)))
            rows.append(
                Row(f"killed, {shots} shots, P_track {track}", "%", percent, 100.0 * out["kill_by_layer"][0], 0.0002, "two decimals")
            )
    return rows
