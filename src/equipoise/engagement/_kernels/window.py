"""Find when one battery can shoot at one flight, look after look, and whether it defends a place to which the flight is shifted."""

from __future__ import annotations

import math

from equipoise.compiled import driver, plain
from equipoise.constants import SPHERE_RADIUS_M
from equipoise.kernel.elementary import larger, smaller

# a flight is tested at this many moments a sample; edges between them are then halved so many times
PIECES, HALVINGS, EDGE_HALVINGS = 8, 16, 10
STRETCH = 1.01  # ground covered over way flown, at most (below the mean radius on the ellipsoid)
# columns of a look
LAUNCH, INTERCEPT, SAMPLE, FRACTION, ALTITUDE, DISTANCE, SPEED = range(7)
N_LOOK = 7
# limits of a battery
TOP, REACH, FLOOR, CEILING, DECISION, ASSESS = range(6)
# why there is no look, nearest to one last: geometry first, as no sensor could mend it
OPEN, BELOW_FLOOR, ABOVE_CEILING, OUT_OF_REACH, NO_TRACK, TOO_LATE, TRACK_LOST = range(7)
# the search for the edge of a footprint: distances tried
FIRST_M, RATIO, FARTHEST_M = 1000.0, 1.2, 0.98 * math.pi * SPHERE_RADIUS_M
FOUR_THIRDS = 4.0 / 3.0  # effective over true radius of the Earth for standard refraction (Skolnik, chapter 8)
# what the search for a footprint notes of each sample, so that most moments are passed over without an arccosine: the unit vector of the
# place; the cosine of the arc to a battery below which the interval that begins here is surely out of reach, and that below which a radar
# surely does not see the sample; ground covered in the interval at most (m). Whatever is not sure is worked out as ever.
UNIT, SURELY_FAR, SURELY_UNSEEN, COVERED, N_GUIDE = 0, 3, 4, 5, 6
SLACK_RAD, SLACK, SLACK_M, SLACK_S = 1e-7, 1e-12, 1.0, 1e-6  # far above rounding


@plain
def read_grid(grid, distance_m, altitude_m, reach_m, top_m):  # type: ignore[no-untyped-def]
    """Read a table over even grids of altitude (0..top) and distance (0..reach), linear between; infinite beyond it.

    A corner that is infinite makes the cell infinite, unless its weight is zero.
    """
    if not (0.0 <= distance_m <= reach_m and 0.0 <= altitude_m <= top_m):
        return math.inf
    up, across = altitude_m / top_m * (grid.shape[0] - 1), distance_m / reach_m * (grid.shape[1] - 1)
    i, j = smaller(int(up), grid.shape[0] - 2), smaller(int(across), grid.shape[1] - 2)
    p, q = up - i, across - j
    low, high = grid[i, j], grid[i + 1, j]
    if q > 0.0:
        low = low + q * (grid[i, j + 1] - low) if low < math.inf else math.inf
        if p > 0.0:
            high = high + q * (grid[i + 1, j + 1] - high) if high < math.inf else math.inf
    if p > 0.0:
        return low + p * (high - low) if low < math.inf else math.inf
    return low


@plain
def measure_distance(place, k, w, bx, by, bz):  # type: ignore[no-untyped-def]
    """Return the distance over ground (m) from a battery to a flight at share w between samples k and k + 1.

    The flight is straight between samples; b is the unit vector of the battery; sphere of 6371 km.
    """
    x = place[k, 0] + w * (place[k + 1, 0] - place[k, 0])
    y = place[k, 1] + w * (place[k + 1, 1] - place[k, 1])
    z = place[k, 2] + w * (place[k + 1, 2] - place[k, 2])
    cosine = (x * bx + y * by + z * bz) / math.sqrt(x * x + y * y + z * z)
    return SPHERE_RADIUS_M * math.acos(smaller(larger(cosine, -1.0), 1.0))


@plain
def is_far(place, k, bx, by, bz, reach_m):  # type: ignore[no-untyped-def]
    """Tell whether a whole interval is out of reach, from its start and the way flown in it."""
    dx, dy, dz = place[k + 1, 0] - place[k, 0], place[k + 1, 1] - place[k, 1], place[k + 1, 2] - place[k, 2]
    return measure_distance(place, k, 0.0, bx, by, bz) - STRETCH * math.sqrt(dx * dx + dy * dy + dz * dz) > reach_m


@plain
def cos_within(angle_rad):  # type: ignore[no-untyped-def]
    """Return the cosine of an angle, cut to 0..pi."""
    return math.cos(smaller(larger(angle_rad, 0.0), math.pi))


@plain
def find_horizon(height_m, top_m):  # type: ignore[no-untyped-def]
    """Return how far a radar sees over a 4/3 Earth, as an arc on the true one, rad."""
    bent = FOUR_THIRDS * SPHERE_RADIUS_M
    return FOUR_THIRDS * (math.acos(bent / (bent + height_m)) + math.acos(bent / (bent + top_m)))


@plain
def fill_guide(place, altitude, n, reach_m, radius_m, radar, guide):  # type: ignore[no-untyped-def]
    """Fill the guide of a flight of n samples for interceptors of some reach and a radar at a battery: range and height, nan for none."""
    a = radius_m + radar[1]
    for k in range(n):
        x, y, z = place[k, 0], place[k, 1], place[k, 2]
        r = math.sqrt(x * x + y * y + z * z)
        guide[k, UNIT], guide[k, UNIT + 1], guide[k, UNIT + 2] = x / r, y / r, z / r
        j = k + 1 if k + 1 < n else k
        dx, dy, dz = place[j, 0] - x, place[j, 1] - y, place[j, 2] - z
        guide[k, COVERED] = STRETCH * math.sqrt(dx * dx + dy * dy + dz * dz) + SLACK_M
        guide[k, SURELY_FAR] = cos_within((reach_m + guide[k, COVERED]) / SPHERE_RADIUS_M + SLACK_RAD) - SLACK
        if radar[0] > 0.0 and radar[1] >= 0.0:
            hidden = cos_within(find_horizon(radar[1], larger(altitude[k], 0.0)) + SLACK_RAD)
            guide[k, SURELY_UNSEEN] = larger(hidden, (r * r + a * a - radar[0] * radar[0]) / (2.0 * r * a)) - SLACK


@plain
def fill_soonest(times, soonest):  # type: ignore[no-untyped-def]
    """Fill the least time of flight to any height at each distance of the grid or beyond."""
    least = math.inf
    for j in range(times.shape[1] - 1, -1, -1):
        for i in range(times.shape[0]):
            least = smaller(least, times[i, j])
        soonest[j] = least


@plain
def find_cosine(guide, k, bx, by, bz):  # type: ignore[no-untyped-def]
    """Return the cosine of the arc between a sample and a battery."""
    return guide[k, UNIT] * bx + guide[k, UNIT + 1] * by + guide[k, UNIT + 2] * bz


@plain
def is_surely_late(guide, k, end_s, bx, by, bz, reach_m, soonest, ready_s):  # type: ignore[no-untyped-def]
    """Tell whether an interval is out of reach beyond doubt, or whatever is launched when ready comes after it."""
    cosine = find_cosine(guide, k, bx, by, bz)
    if cosine < guide[k, SURELY_FAR]:
        return True
    nearest = SPHERE_RADIUS_M * math.acos(smaller(larger(cosine, -1.0), 1.0)) - guide[k, COVERED]
    j = int(larger(nearest, 0.0) / reach_m * (len(soonest) - 1))
    return end_s - soonest[smaller(j, len(soonest) - 1)] < ready_s - SLACK_S


@plain
def find_launch(t, place, altitude, k, w, bx, by, bz, times, limits):  # type: ignore[no-untyped-def]
    """Return the latest moment of launch that meets the flight at share w of interval k; -inf if out of the band or of reach."""
    height = altitude[k] + w * (altitude[k + 1] - altitude[k])
    if height < limits[FLOOR] or height > limits[CEILING]:
        return -math.inf
    flown = read_grid(times, measure_distance(place, k, w, bx, by, bz), height, limits[REACH], limits[TOP])
    return t[k] + w * (t[k + 1] - t[k]) - flown


@plain
def find_sample(t, length, moment_s):  # type: ignore[no-untyped-def]
    """Return the number of the last sample at or before a moment, 0 if none."""
    low, high = 0, length - 1
    while low < high:
        middle = (low + high + 1) // 2
        if t[middle] <= moment_s:
            low = middle
        else:
            high = middle - 1
    return low


@plain
def is_held(t, n, firm, moment_s):  # type: ignore[no-untyped-def]
    """Tell whether the track is firm at a moment: at the last sample before it."""
    return moment_s >= t[0] and firm[find_sample(t, n, moment_s)] != 0


@plain
def explain_no_look(t, n, place, altitude, t_firm_s, bx, by, bz, times, limits):  # type: ignore[no-untyped-def]
    """Return why no moment of a flight gave a look."""
    lowest, highest = altitude[0], altitude[0]
    in_band, in_reach, in_time = False, False, False
    ready = t_firm_s + limits[DECISION]
    for k in range(n - 1):
        for j in range(PIECES + 1):
            w = j / PIECES
            height = altitude[k] + w * (altitude[k + 1] - altitude[k])
            lowest, highest = smaller(lowest, height), larger(highest, height)
            if height < limits[FLOOR] or height > limits[CEILING]:
                continue
            in_band = True
            launch = find_launch(t, place, altitude, k, w, bx, by, bz, times, limits)
            in_reach = in_reach or launch > -math.inf
            in_time = in_time or launch >= ready
    if not in_band:
        return BELOW_FLOOR if highest < limits[FLOOR] else ABOVE_CEILING
    if not in_reach:
        return OUT_OF_REACH
    if not t_firm_s < math.inf:
        return NO_TRACK
    return TRACK_LOST if in_time else TOO_LATE


@plain
def find_looks(t, n, place, altitude, firm, t_firm_s, bx, by, bz, times, speeds, limits, most, whole, guide, soonest, looks, last):  # type: ignore[no-untyped-def]
    """Find up to `most` looks of a battery at a flight of n samples; return their number and why there is none (if `whole`).

    An intercept is open when the flight is within the band and reach, and a launch that meets it comes no sooner than decision_s after
    the first firm track and finds the track firm. The first look is the earliest intercept; each further one is the earliest whose
    launch comes assess_s after the intercept before, which gives the most looks that there can be. looks: rows of LAUNCH .. SPEED.
    last: latest launch (of the moments tried) and latest intercept of a first look, filled if `whole`; else only the number counts, and
    the search ends with it. t: rising (s); place: sample, x y z (m) first; altitude (m); firm: 0 or 1 a sample; t_firm_s: nan without a
    firm track; b: unit vector of the battery; times, speeds: reach table; limits: TOP .. ASSESS; guide, soonest: of flight and battery,
    not read if `whole`. Edges are found to 1/500,000 of an interval; a window shorter than an eighth of one may be missed.
    Longer than usual: one pass, with both searches for an edge in place.
    """
    last[0] = last[1] = math.nan
    first = t_firm_s + limits[DECISION]
    count, ready = 0, first
    was_open = False
    if first < math.inf:
        for k in range(n - 1):
            if t[k + 1] < first:
                continue
            if not whole and is_surely_late(guide, k, t[k + 1], bx, by, bz, limits[REACH], soonest, ready):
                continue
            low, high = smaller(altitude[k], altitude[k + 1]), larger(altitude[k], altitude[k + 1])
            if high < limits[FLOOR] or low > limits[CEILING] or is_far(place, k, bx, by, bz, limits[REACH]):
                was_open = False
                continue
            for j in range(PIECES + 1):
                w = j / PIECES
                launch = find_launch(t, place, altitude, k, w, bx, by, bz, times, limits)
                is_open = launch >= first and is_held(t, n, firm, launch)
                before = larger(w - 1.0 / PIECES, 0.0)
                if not whole and is_open and launch >= ready and count + 1 == most:
                    return most, OPEN
                while is_open and launch >= ready and count < most:  # a look within the piece that ends here
                    a, b = before, w
                    for _ in range(HALVINGS):
                        middle = 0.5 * (a + b)
                        trial = find_launch(t, place, altitude, k, middle, bx, by, bz, times, limits)
                        if trial >= ready and trial >= first and is_held(t, n, firm, trial):
                            b = middle
                        else:
                            a = middle
                    distance = measure_distance(place, k, b, bx, by, bz)
                    height = altitude[k] + b * (altitude[k + 1] - altitude[k])
                    looks[count, LAUNCH] = find_launch(t, place, altitude, k, b, bx, by, bz, times, limits)
                    looks[count, INTERCEPT] = t[k] + b * (t[k + 1] - t[k])
                    looks[count, SAMPLE], looks[count, FRACTION] = k, b
                    looks[count, ALTITUDE], looks[count, DISTANCE] = height, distance
                    looks[count, SPEED] = read_grid(speeds, distance, height, limits[REACH], limits[TOP])
                    last[0], last[1] = larger(last[0], looks[count, LAUNCH]), larger(last[1], looks[count, INTERCEPT])
                    ready = looks[count, INTERCEPT] + limits[ASSESS]
                    before = b
                    count += 1
                if not whole:
                    continue
                if is_open:
                    last[0], last[1] = larger(last[0], launch), larger(last[1], t[k] + w * (t[k + 1] - t[k]))
                elif was_open and j > 0:
                    a, b = (j - 1) / PIECES, w
                    for _ in range(HALVINGS):
                        middle = 0.5 * (a + b)
                        trial = find_launch(t, place, altitude, k, middle, bx, by, bz, times, limits)
                        if trial >= first and is_held(t, n, firm, trial):
                            a = middle
                            last[0] = larger(last[0], trial)
                        else:
                            b = middle
                    last[1] = larger(last[1], t[k] + a * (t[k + 1] - t[k]))
                was_open = is_open
    if count > 0 or not whole:
        return count, OPEN
    return 0, explain_no_look(t, n, place, altitude, t_firm_s, bx, by, bz, times, limits)


@driver
def find_all_looks(t, length, place, altitude, firm, t_firm_s, sites, times, speeds, limits, looks, last, count, why, chosen, trial, end):  # type: ignore[no-untyped-def]
    """Fill the looks of the best of several sites in every run: most looks, then the earliest intercept, then the nearest to a look.

    Arrays begin with the run; sites: run, site, x y z. trial (look, N_LOOK) and end (2) are room for one site.
    """
    most = looks.shape[1]
    for r in range(len(length)):
        count[r] = -1
        for s in range(sites.shape[1]):
            x, y, z = sites[r, s, 0], sites[r, s, 1], sites[r, s, 2]
            size = math.sqrt(x * x + y * y + z * z)
            n, code = find_looks(
                t[r], length[r], place[r], altitude[r], firm[r], t_firm_s[r], x / size, y / size, z / size, times[r], speeds[r],
                limits[r], most, True, trial[:0], end[:0], trial, end,
            )  # fmt: skip
            sooner = n > 0 and n == count[r] and trial[0, INTERCEPT] < looks[r, 0, INTERCEPT]
            if n > count[r] or sooner or (n == 0 and count[r] == 0 and code > why[r]):
                count[r], why[r], chosen[r] = n, code, s
                last[r, 0], last[r, 1] = end[0], end[1]
                for k in range(most):
                    for c in range(N_LOOK):
                        looks[r, k, c] = trial[k, c] if k < n else math.nan


@plain
def step_away(lat, lon, bearing, arc):  # type: ignore[no-untyped-def]
    """Return latitude and longitude (rad) after an arc along a great circle that starts with a bearing."""
    sine = math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(bearing)
    east = math.sin(bearing) * math.sin(arc) * math.cos(lat)
    return math.asin(smaller(larger(sine, -1.0), 1.0)), lon + math.atan2(east, math.cos(arc) - math.sin(lat) * sine)


@plain
def sees(place, altitude, k, w, bx, by, bz, radius_m, height_m, range_m):  # type: ignore[no-untyped-def]
    """Tell whether a radar sees a flight at share w of interval k: within range and above the horizon of a 4/3 Earth."""
    x = place[k, 0] + w * (place[k + 1, 0] - place[k, 0])
    y = place[k, 1] + w * (place[k + 1, 1] - place[k, 1])
    z = place[k, 2] + w * (place[k + 1, 2] - place[k, 2])
    a = radius_m + height_m
    dx, dy, dz = x - a * bx, y - a * by, z - a * bz
    if dx * dx + dy * dy + dz * dz > range_m * range_m:
        return False
    top = larger(altitude[k] + w * (altitude[k + 1] - altitude[k]), 0.0)
    return measure_distance(place, k, w, bx, by, bz) <= find_horizon(height_m, top) * SPHERE_RADIUS_M


@plain
def find_sight(t, n, place, altitude, bx, by, bz, radius_m, height_m, range_m, until_s, guide):  # type: ignore[no-untyped-def]
    """Return when a radar at a battery first sees a flight (s), infinite if never (or without a radar: range or height nan).

    Intervals that begin at until_s or later (nan: none) are left out. guide: of the flight, or empty.
    """
    if not (range_m > 0.0 and height_m >= 0.0):
        return math.inf
    for k in range(n - 1):
        if t[k] >= until_s:
            break
        for end in range(0 if k == 0 else 1, 2):
            if len(guide) > 0 and find_cosine(guide, k + end, bx, by, bz) < guide[k + end, SURELY_UNSEEN]:
                continue
            if sees(place, altitude, k, float(end), bx, by, bz, radius_m, height_m, range_m):
                a, b = 0.0, float(end)
                for _ in range(HALVINGS):
                    middle = 0.5 * (a + b)
                    if sees(place, altitude, k, middle, bx, by, bz, radius_m, height_m, range_m):
                        b = middle
                    else:
                        a = middle
                return t[k] + b * (t[k + 1] - t[k])
    return math.inf


@plain
def count_for_aim(  # type: ignore[no-untyped-def]
    t, n, place, altitude, firm, frame, bearing, distance_m, cue_s, radar, times, speeds, limits, most, guide, soonest, looks, last
):  # fmt: skip
    """Count the looks of a battery at a flight shifted so that it ends at a bearing and distance from it, up to `most`.

    Turning the flight about the Earth to a new end is the same as leaving it and setting the battery as it lies from that end; shape
    and direction of approach (from north) are kept. frame: latitude and longitude (rad) of the end as flown and of the battery, and the
    radius of the Earth at the end (m). cue_s: time of a firm track from elsewhere (nan: none); radar: range and height (m; nan: none).
    """
    arc = distance_m / SPHERE_RADIUS_M
    lat, lon = step_away(frame[2], frame[3], bearing, arc)
    d = frame[3] - lon
    back = math.atan2(
        math.sin(d) * math.cos(frame[2]), math.cos(lat) * math.sin(frame[2]) - math.sin(lat) * math.cos(frame[2]) * math.cos(d)
    )
    lat, lon = step_away(frame[0], frame[1], back, arc)
    bx, by, bz = math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
    t_firm = find_sight(t, n, place, altitude, bx, by, bz, frame[4], radar[1], radar[0], cue_s, guide)
    if cue_s < t_firm:
        t_firm = larger(cue_s, t[0])
    if not t_firm < math.inf:
        return 0
    count, _ = find_looks(t, n, place, altitude, firm, t_firm, bx, by, bz, times, speeds, limits, most, False, guide, soonest, looks, last)
    return count


@plain
def find_edge(  # type: ignore[no-untyped-def]
    t, n, place, altitude, firm, frame, bearing, near, far, cue_s, radar, times, speeds, limits, need, rises, guide, soonest, looks, last
):  # fmt: skip
    """Halve down the distance between near and far at which looks begin to suffice (rises) or cease to, m: its defended side."""
    for _ in range(EDGE_HALVINGS):
        middle = 0.5 * (near + far)
        found = count_for_aim(
            t, n, place, altitude, firm, frame, bearing, middle, cue_s, radar, times, speeds, limits, need, guide, soonest, looks, last
        )
        if (found >= need) == rises:
            far = middle
        else:
            near = middle
    return far if rises else near


@plain
def outline_bearing(  # type: ignore[no-untyped-def]
    t, n, place, altitude, firm, frame, bearing, cue_s, radar, times, speeds, limits, guide, soonest, looks, last, out
):  # fmt: skip
    """Fill, for one look and two, from where and out to where a place in one bearing gets so many: out (need, from and to)."""
    near, far = 0.0, 0.0
    once, twice = 0, 0  # 0 before the first stretch, 1 inside it, 2 beyond
    while far <= FARTHEST_M and (once < 2 or twice < 2):
        most = 2 if twice < 2 else 1
        count = count_for_aim(
            t, n, place, altitude, firm, frame, bearing, far, cue_s, radar, times, speeds, limits, most, guide, soonest, looks, last
        )
        for need in range(1, 3):
            stretch = once if need == 1 else twice
            if stretch == 2 or (count >= need) == (stretch == 1):
                continue
            edge = 0.0
            if far > 0.0:
                edge = find_edge(
                    t, n, place, altitude, firm, frame, bearing, near, far, cue_s, radar, times, speeds, limits, need, stretch == 0, guide,
                    soonest, looks, last,
                )  # fmt: skip
            out[need - 1, stretch] = edge
            if need == 1:
                once += 1
            else:
                twice += 1
        near, far = far, (FIRST_M if far == 0.0 else far * RATIO)
    if once == 1:
        out[0, 1] = FARTHEST_M
    if twice == 1:
        out[1, 1] = FARTHEST_M


@driver
def outline_footprint(t, n, place, altitude, firm, frame, cue_s, radar, times, speeds, limits, bearings, guide, soonest, looks, last, out):  # type: ignore[no-untyped-def]
    """Fill, by bearing and for one look and two, from where (m) and out to where a place gets so many; 0 and 0 if none does.

    Distances are tried at 0, 1 km and then a fifth farther each time; edges are halved down. The first stretch counts. guide (sample,
    N_GUIDE), soonest (distance), looks and last are room.
    """
    fill_guide(place, altitude, n, limits[REACH], frame[4], radar, guide)
    fill_soonest(times, soonest)
    for i in range(len(bearings)):
        for need in range(2):
            out[i, need, 0] = out[i, need, 1] = 0.0
        outline_bearing(
            t, n, place, altitude, firm, frame, bearings[i], cue_s, radar, times, speeds, limits, guide, soonest, looks, last, out[i]
        )
