"""Name the columns of the arrays that the exchange kernels read and write, and the streams of their draws."""

from __future__ import annotations

SILO, MOBILE, SUBMARINE, BOMBER, GLIDER = 0, 1, 2, 3, 4  # basing
CLASSES = 5  # ballistic, glider, aeroballistic, cruise, other; shields meet the first four
BALLISTIC, GLIDE, OTHER = 0, 1, 4

# columns of a leg row; alert and survival come in pairs, day to day and generated
(
    BASING, WEAPON, LAUNCHERS, PLATFORMS, SHELTERS, BASES, KILL, RELIABILITY, ALERT, ALERT_2, SURVIVAL, SURVIVAL_2, FOUND, LEG_COLUMNS,
) = range(14)  # fmt: skip
POSTURES = 3  # day to day, generated, launch under attack (day to day, and the alert silos fire before they are hit)
PROMPT = 2

# columns of a layer row: chance to engage, to kill, for each class that shields meet; then the layer's own
ENGAGE, KILLS = 0, 4
SHOTS, AVAILABLE, DECOY, SHARE, SERVED, RESERVE, TRACK, LAYER_COLUMNS = 8, 9, 10, 11, 12, 13, 14, 15

# columns of the rules of a run; COMMON: where track failure is common (0 shot, 1 warhead, 2 layer, 3 raid)
COUNTERFORCE, PER_AIM, PROMPT_SAVED, DECOYS, WITHHELD_SHARE, COMMON, RULES = range(7)

# columns of the outcome of one realisation; every count is whole and they add up:
# BEFORE = DESTROYED + WITHHELD + FAILED + LAUNCHED, LAUNCHED = INTERCEPTED + ARRIVING, and for the striker
# OWN_BEFORE = OWN_HELD + OWN_FAILED + OWN_STOPPED + OWN_LANDED_FORCES + OWN_LANDED_VALUE
(
    BEFORE, DESTROYED, WITHHELD, FAILED, LAUNCHED, INTERCEPTED, ARRIVING, ARRIVING_GLIDERS, ARRIVING_NO_GLIDERS, OWN_BEFORE, OWN_HELD,
    OWN_FAILED, OWN_STOPPED, OWN_LANDED_FORCES, OWN_LANDED_VALUE, OUTCOMES,
) = range(16)  # fmt: skip

# streams; the index of a draw packs who strikes whom
S_SHIELD, S_TRACK, S_LEG, S_STRIKE = 400, 404, 408, 412
