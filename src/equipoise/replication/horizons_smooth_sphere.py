"""Reproduce distances at which a radar at sea level sees over the horizon."""

from __future__ import annotations

from equipoise.replication.shelf import Row, shelve
from equipoise.sensing.models.radar import RadarHorizon, radar_horizon

STATUTE_MILE_KM = 1.609344
# km of height, km over ground by straight rays, km with a 4/3 Earth
_TABLE = ((20, 504, 582), (30, 617, 713), (40, 712, 823), (50, 796, 919), (100, 1121, 1297), (500, 2445, 2846), (1000, 3357, 3934))
_WHOLE = "printed to whole kilometres"


def _see(height_km: float) -> dict[str, float]:
    return radar_horizon(RadarHorizon(target_height_km=height_km, sensor_height_km=0.0))


@shelve(
    "horizons", title="Horizon of a radar at sea level", known_by="computed",
    citation="R acos(R/(R+h)), straight rays and a 4/3 Earth, R = 6371 km, computed independently to whole kilometres",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute both distances for seven heights."""
    rows = []
    for height, plain, bent in _TABLE:
        out = _see(height)
        rows.append(Row(f"straight rays, {height} km", "km", plain, out["geometric_km"], 0.001, _WHOLE))
        rows.append(Row(f"4/3 Earth, {height} km", "km", bent, out["refracted_km"], 0.001, _WHOLE))
    return rows


@shelve(
    "aiaa-2018-5254", title="Distance at which a radar first sees a glider", known_by="transcribed",
    citation="AIAA paper 2018-5254: 420 to 460 statute miles for a glider at 36.6 to 42.7 km",
    setting="the range is taken as its two ends, straight rays: with a 4/3 Earth the distances would be 15 per cent longer",
)  # fmt: skip
def compute_glider() -> list[Row]:
    """Compute both ends of the range."""
    why = "printed to ten miles"
    return [
        Row(f"glider at {height} km", "statute miles", miles, _see(height)["geometric_km"] / STATUTE_MILE_KM, 0.012, why)
        for height, miles in ((36.6, 420.0), (42.7, 460.0))
    ]
