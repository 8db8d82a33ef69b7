"""Gather the objects of a raid, sift those that a layer believes to be weapons, and drop those that no later layer needs to know of."""

from __future__ import annotations

import math

import equipoise.engagement._kernels.layout as at
from equipoise.engagement._kernels.layout import draw_four, draw_rows, note, part, paste, vector
from equipoise.engagement._kernels.order import find_smallest, sort_by_cells


@part
def gather_weapons(counts, duration_s, even, dice, room):  # type: ignore[no-untyped-def]
    """Give every weapon its number, its time of arrival and its key among equals; return how many there are.

    Uniform times, or evenly spaced ones in the order of the same draws.
    """
    real, whole, _, wide = room
    stream, run, key0, key1 = dice
    ident, code, order = whole[at.IDENT], whole[at.CODE], whole[at.ORDER]
    n = 0
    for c in range(4):
        for j in range(counts[c]):
            ident[n], code[n] = (j * 8 + c) * 8, c
            n += 1
    draw_rows(n, ident, at.ARRIVE_SLOT, stream, run, key0, key1, real[at.A], real[at.B], real[at.C], real[at.D])
    for i in range(n):
        real[at.ARRIVAL, i], real[at.KEY, i], real[at.KNOWN, i] = duration_s * real[at.A, i], real[at.B, i], -math.inf
        whole[at.ALIVE, i], whole[at.STEP, i], order[i] = 1, 0, i
    if even:
        sort_by_cells(n, real[at.A], real[at.KEY], order, wide[at.CELLS_ROW], whole[at.SPARE])
        for rank in range(n):
            real[at.ARRIVAL, order[rank]] = duration_s * (rank + 0.5) / n
    return n


@part
def gather_decoys(n, n_ballistic, per_warhead, dice, room):  # type: ignore[no-untyped-def]
    """Let every ballistic weapon bring its decoys, the whole part and a drawn one for the rest; return how many objects there are."""
    real, whole = room[0], room[1]
    stream, run, key0, key1 = dice
    first = n
    for parent in range(n_ballistic):
        for m in range(int(math.floor(per_warhead + real[at.C, parent]))):
            whole[at.IDENT, n] = ((m * at.MOST_NUMBER + (whole[at.IDENT, parent] >> 6)) * 8 + at.DECOY) * 8
            whole[at.CODE, n], whole[at.ALIVE, n], whole[at.STEP, n] = at.DECOY, 1, 0
            real[at.ARRIVAL, n], real[at.KNOWN, n] = real[at.ARRIVAL, parent], -math.inf
            n += 1
    draw_rows(n - first, whole[at.IDENT, first:], at.ARRIVE_SLOT, stream, run, key0, key1, real[at.A], real[at.B], real[at.C], real[at.D])
    for i in range(first, n):
        real[at.KEY, i] = real[at.B, i - first]
    return n


@part
def note_arrivals(n, log, room):  # type: ignore[no-untyped-def]
    """Write the arrivals into the log."""
    for i in range(n):
        note(log, room[0][at.ARRIVAL, i], room[1][at.IDENT, i], room[1][at.CODE, i], -1, at.ARRIVES, 0.0)


@part
def fill_tables(layer, layers, classes, table):  # type: ignore[no-untyped-def]
    """Fill, by code, the chance of reach, that of being called a weapon, and the last launch; and what later layers need to remember.

    That is the least of their last launches, before which a death must be known, and for decoys whether any of them sees decoys.
    """
    for code in range(5):
        c = code & 3  # a decoy flies as a ballistic weapon
        can = classes[layer, c, at.N_LOOKS] >= 1.0
        table[at.REACH_AT + code] = classes[layer, c, at.P_REACH] if can else 0.0
        table[at.LAST_AT + code] = classes[layer, c, at.LAST_LAUNCH_S] + at.SLACK_S
        table[at.CALL_AT + code] = 1.0
        table[at.LATER_AT + code] = math.inf
        for k in range(layer + 1, len(layers)):
            if classes[k, c, at.P_REACH] > 0.0 and classes[k, c, at.LAST_LAUNCH_S] < table[at.LATER_AT + code]:
                table[at.LATER_AT + code] = classes[k, c, at.LAST_LAUNCH_S]
    table[at.CALL_AT] = layers[layer, at.P_WARHEAD_CALLED]
    table[at.CALL_AT + at.DECOY] = layers[layer, at.P_DECOY_CALLED]
    table[at.LATER_AT + at.DECOY] = 0.0
    for k in range(layer + 1, len(layers)):
        if layers[k, at.P_DECOY_CALLED] > 0.0:
            table[at.LATER_AT + at.DECOY] = 1.0


@vector
def judge_objects(n, p_track, table, code, alive, known, arrival, a, b, c, verdict):  # type: ignore[no-untyped-def]
    """Judge n objects: no matter to this layer (dead, and known to be in time; a decoy that it does not see), a reason, or passed."""
    for i in range(n):
        kind = code[i]
        found = at.PASSES if c[i] < table[at.CALL_AT + kind] else at.NOT_CALLED
        found = found if b[i] < p_track else at.NOT_TRACKED
        found = found if a[i] < table[at.REACH_AT + kind] else at.NOT_REACHED
        gone = alive[i] == 0 and known[i] <= arrival[i] + table[at.LAST_AT + kind]
        unseen = kind == at.DECOY and table[at.CALL_AT + kind] <= 0.0
        verdict[i] = at.OUT if gone or unseen else found


@part
def limit_tracks(n, n_tracks, dice, room):  # type: ignore[no-untyped-def]
    """Take from the judged objects those beyond what sensors can follow at once, in the order of a keyed draw."""
    real, whole = room[0], room[1]
    stream, run, key0, key1 = dice
    seen = 0
    for i in range(n):
        if whole[at.VERDICT, i] != at.OUT:
            whole[at.ORDER, seen] = whole[at.IDENT, i]
            seen += 1
    if n_tracks >= seen:
        return
    draw_rows(seen, whole[at.ORDER], at.RANK_SLOT, stream, run, key0, key1, real[at.E], real[at.F], real[at.G], real[at.H])
    limit = find_smallest(int(n_tracks) - 1, seen, real[at.E]) if n_tracks >= 1.0 else -1.0
    for i in range(n):
        if whole[at.VERDICT, i] == at.PASSES or whole[at.VERDICT, i] == at.NOT_CALLED:
            rank, _, _, _ = draw_four(whole[at.IDENT, i] + at.RANK_SLOT, stream, run, key0, key1)
            if rank > limit:
                whole[at.VERDICT, i] = at.FULL


@vector
def count_reasons(n, code, alive, verdict, step):  # type: ignore[no-untyped-def]
    """Count alive weapons not reached, not tracked, not called, and mark the furthest step at which a layer tried each."""
    unreached, untracked, uncalled = 0, 0, 0
    for i in range(n):
        found = verdict[i]
        counts = 1 if code[i] < at.DECOY and alive[i] == 1 else 0
        unreached += counts if found == at.NOT_REACHED else 0
        untracked += counts if found == at.NOT_TRACKED or found == at.FULL else 0
        uncalled += counts if found == at.NOT_CALLED else 0
        tried = at.UNREACHED if found == at.NOT_REACHED else at.UNTRACKED
        step[i] = tried if step[i] < tried and found > at.OUT and found < at.PASSES else step[i]
    return unreached, untracked, uncalled


@part
def note_verdicts(n, layer, classes, log, room):  # type: ignore[no-untyped-def]
    """Write into the log what became of each object in this layer before anybody shoots."""
    real, whole = room[0], room[1]
    for i in range(n):
        found, code = whole[at.VERDICT, i], whole[at.CODE, i]
        t, event = real[at.ARRIVAL, i] + classes[code & 3, at.LAUNCH_S], -1
        if found == at.OUT:
            t, event = real[at.KNOWN, i], at.KNOWN_DEAD if whole[at.ALIVE, i] == 0 else -1
        elif found == at.NOT_REACHED:
            t, event = real[at.ARRIVAL, i], at.OUT_OF_REACH
        elif found == at.NOT_TRACKED:
            event = at.TRACK_LOST
        elif found == at.FULL:
            event = at.RADAR_FULL
        elif found == at.NOT_CALLED:
            event = at.DECOY_SEEN_THROUGH if code == at.DECOY else at.CALLED_DECOY
        else:
            event = at.DECOY_BELIEVED if code == at.DECOY else at.WINDOW_OPENS
        if event >= 0:
            note(log, t, whole[at.IDENT, i], code, layer, event, 0.0)


@part
def sift(n, up, layer, rules, classes, tally, dice, log, room):  # type: ignore[no-untyped-def]
    """List the objects that a layer believes to be weapons and can shoot at, and the shots allowed to each; return how many.

    An object passes if it is within reach, tracked, and called a weapon; of an alive weapon that does not pass the reason is counted.
    """
    real, whole = room[0], room[1]
    stream, run, key0, key1 = dice
    draw_rows(n, whole[at.IDENT], at.ROW_SLOT, stream, run, key0, key1, real[at.A], real[at.B], real[at.C], real[at.D])
    p_track = 0.0 if not up else (rules[at.P_TRACK] if rules[at.COMMON] == at.WARHEAD else 1.0)
    code, alive, verdict = whole[at.CODE], whole[at.ALIVE], whole[at.VERDICT]
    judge_objects(n, p_track, real[at.TABLE], code, alive, real[at.KNOWN], real[at.ARRIVAL], real[at.A], real[at.B], real[at.C], verdict)
    if rules[at.N_TRACKS] < n:
        limit_tracks(n, rules[at.N_TRACKS], dice, room)
    unreached, untracked, uncalled = count_reasons(n, code, alive, verdict, whole[at.STEP])
    tally[at.REASONS + at.NOT_REACHED], tally[at.REASONS + at.NOT_TRACKED] = unreached, untracked
    tally[at.REASONS + at.NOT_CALLED] = uncalled
    if len(log) > 0:
        note_verdicts(n, layer, classes, log, room)
    m, shots = 0, rules[at.SHOTS]
    for i in range(n):
        whole[at.BELIEVED, m], whole[at.LEFT, m] = i, int(shots + real[at.D, i])
        whole[at.WAS, m] = 1 if code[i] < at.DECOY and alive[i] == 1 else 0
        m += 1 if verdict[i] == at.PASSES else 0
    for j in range(m):
        whole[at.LOOK, j], whole[at.WHY, j] = 0, at.NO_STOCK
    return m


@paste
def drop_dead(n, room):  # type: ignore[no-untyped-def]
    """Move together the objects that later layers must know of: no decoy that is dead or of no more use, no weapon known dead by then."""
    real, whole = room[0], room[1]
    m = 0
    for i in range(n):
        code, alive, known, arrival = whole[at.CODE, i], whole[at.ALIVE, i], real[at.KNOWN, i], real[at.ARRIVAL, i]
        later = real[at.TABLE, at.LATER_AT + code]
        whole[at.IDENT, m], whole[at.CODE, m], whole[at.ALIVE, m] = whole[at.IDENT, i], code, alive
        whole[at.STEP, m], real[at.KEY, m] = whole[at.STEP, i], real[at.KEY, i]
        real[at.ARRIVAL, m], real[at.KNOWN, m] = arrival, known
        if code == at.DECOY:
            stays = alive == 1 and later > 0.0
        else:
            stays = alive == 1 or known > arrival + later + at.SLACK_S
        m += 1 if stays else 0
    return m
