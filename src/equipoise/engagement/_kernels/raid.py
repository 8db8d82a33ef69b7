"""Fight raids through the layers of a defence, event by event, from keyed draws: a raid is a pure function of its key."""

from __future__ import annotations

import math

import equipoise.engagement._kernels.layout as at
from equipoise.compiled import compiled
from equipoise.engagement._kernels.layout import draw_four, draw_looks, note, part, paste
from equipoise.engagement._kernels.objects import drop_dead, fill_tables, gather_decoys, gather_weapons, note_arrivals, sift
from equipoise.engagement._kernels.order import comes_first, drop_root, push_item, replace_root, sort_by_cells, sort_by_time


@part
def plan_first_shots(n, layer, classes, log, room):  # type: ignore[no-untyped-def]
    """Set when each first shot is wanted: as the window opens, or when an earlier layer's result is in, if that is in time."""
    real, whole = room[0], room[1]
    wanted = 0
    for j in range(n):
        i = whole[at.BELIEVED, j]
        c = whole[at.CODE, i] & 3  # a decoy flies as a ballistic weapon
        t, known = real[at.ARRIVAL, i] + classes[c, at.LAUNCH_S], real[at.KNOWN, i]
        if known > t and known <= real[at.ARRIVAL, i] + classes[c, at.LAST_LAUNCH_S] + at.SLACK_S:
            if len(log) > 0:
                note(log, t, whole[at.IDENT, i], whole[at.CODE, i], layer, at.AWAITS_RESULT, known)
            t = known
        real[at.WHEN, j], real[at.TIE, j] = t, real[at.KEY, i]
        wanted += whole[at.LEFT, j]
    return wanted


@part
def spread_evenly(n, rules, room):  # type: ignore[no-untyped-def]
    """Cut the shots allowed so that the stock goes round: one each in order of time, then a second each, and so on."""
    whole = room[1]
    usable, least = int(rules[at.N_USABLE]), int(rules[at.SHOTS])
    if n == 0 or usable >= n * (least + 1):
        return
    each = usable // n if usable < n * least else least
    more = usable - n * each
    for k in range(n):
        j = whole[at.ORDER, k]
        if whole[at.LEFT, j] > each:
            whole[at.LEFT, j] = each + 1 if more > 0 else each
            more -= 1


@paste
def meet(t, row):  # type: ignore[no-untyped-def]
    """Return when a shot launched at t on the weapon's clock meets it, and its kill probability; row: the looks of its class.

    Between opportunities both are interpolated; after the last the flight takes as long as that of the last.
    """
    n, k = int(row[at.N_LOOKS]), 0
    while k + 1 < n and row[at.LAUNCH_S + k + 1] <= t:
        k += 1
    launch, met, p = row[at.LAUNCH_S + k], row[at.INTERCEPT_S + k], row[at.P_SSK + k]
    beyond = t - launch
    if k + 1 >= n or beyond <= at.SLACK_S:
        return met + (beyond if beyond > 0.0 else 0.0), p
    share = beyond / (row[at.LAUNCH_S + k + 1] - launch)
    return met + share * (row[at.INTERCEPT_S + k + 1] - met), p + share * (row[at.P_SSK + k + 1] - p)


@paste
def share_out(shots, n_looks):  # type: ignore[no-untyped-def]
    """Return the first of whole salvos that share shots over looks, the larger ones first: shots over looks, rounded up."""
    if n_looks == 2:
        return (shots + 1) >> 1
    m = 0
    while m * n_looks < shots:
        m += 1
    return m


@paste
def shoot(start, wanted, ready, look, arrival, dead, u, v, rules, row):  # type: ignore[no-untyped-def]
    """Return what a salvo does: the shots fired, when its result is in, whether it hits, and when the next is wanted (infinity: none).

    All shots left go at once if no result can be in before the last launch, else a share of them, whole, the first the largest.
    u: whether it hits; v: how it is judged; row: the looks of its class.
    """
    met, p = meet(start - arrival, row)
    if rules[at.COMMON] == at.SHOT:
        p *= rules[at.P_TRACK]
    result, n_looks = arrival + met + rules[at.ASSESS_S], int(row[at.N_LOOKS])
    again = look + 1 < n_looks and result <= arrival + row[at.LAST_LAUNCH_S] + at.SLACK_S
    m = share_out(wanted, n_looks - look) if again and rules[at.DOCTRINE] > 0.0 else wanted
    m = m if m < ready else ready
    survives = 1.0
    for _ in range(m):
        survives *= 1.0 - p
    hit = not dead and u < 1.0 - survives
    missed = v < (rules[at.KILL_CALLED_MISS] if hit or dead else 1.0 - rules[at.MISS_CALLED_KILL])
    if missed and again and wanted > m:
        following = arrival + row[at.LAUNCH_S + look + 1]
        return m, result, hit, following if following > result else result
    return m, result, hit, math.inf


@paste
def commit(j, m, result, hit, tally, room):  # type: ignore[no-untyped-def]
    """Count a salvo and let it do what it does to its object."""
    real, whole = room[0], room[1]
    i = whole[at.BELIEVED, j]
    code, dead = whole[at.CODE, i], whole[at.ALIVE, i] == 0
    tally[at.N_SHOTS] += m
    whole[at.LOOK, j] += 1
    if code == at.DECOY:
        tally[at.ON_DECOYS] += m
    elif dead:
        tally[at.ON_DEAD] += m
    elif hit:
        tally[at.KILLS + code] += 1
    if hit:
        whole[at.ALIVE, i], real[at.KNOWN, i] = 0, result
    elif not dead and result > real[at.KNOWN, i]:
        real[at.KNOWN, i] = result


@part
def note_refusal(t, start, last, i, layer, event, too_late, log, room):  # type: ignore[no-untyped-def]
    """Write into the log that a shot waits, or that it would wait too long."""
    note(log, t, room[1][at.IDENT, i], room[1][at.CODE, i], layer, event if start <= last else too_late, start)


@paste
def find_start(t, last, i, n_busy, layer, rules, tally, log, room):  # type: ignore[no-untyped-def]
    """Return when a shot wanted at t can be launched, waiting for a channel or a reload, and a reason if that is too late (else -1)."""
    used, start = tally[at.N_SHOTS], t
    if used >= rules[at.N_USABLE]:
        if len(log) > 0:
            note(log, t, room[1][at.IDENT, i], room[1][at.CODE, i], layer, at.STOCK_EMPTY, 0.0)
        return t, at.NO_STOCK
    if n_busy > 0 and room[0][at.BUSY, 0] > start:
        start = room[0][at.BUSY, 0]
        if len(log) > 0:
            note_refusal(t, start, last, i, layer, at.WAITS_CHANNEL, at.CHANNEL_TOO_LATE, log, room)
        if start > last:
            return t, at.NO_CHANNEL
    if used >= rules[at.N_READY]:
        ready_s = math.floor(used / rules[at.N_READY]) * rules[at.RELOAD_S]
        if ready_s > start:
            if len(log) > 0:
                note_refusal(start, ready_s, last, i, layer, at.WAITS_RELOAD, at.RELOAD_TOO_LATE, log, room)
            if ready_s > last:
                return t, at.NO_STOCK
            start = ready_s
    return start, -1


@paste
def count_ready(start, used, rules):  # type: ignore[no-untyped-def]
    """Count the interceptors on launchers at a time: a batch stands there at 0, and another comes with every reload."""
    if rules[at.N_READY] >= rules[at.N_USABLE]:
        return int(rules[at.N_USABLE]) - used
    batches = math.floor(((start if start > 0.0 else 0.0) + at.SLACK_S) / rules[at.RELOAD_S]) + 1.0
    stood = batches * rules[at.N_READY]
    return int(stood if stood < rules[at.N_USABLE] else rules[at.N_USABLE]) - used


@paste
def draw_look(j, look, i, dice, room):  # type: ignore[no-untyped-def]
    """Return the uniforms of a salvo: whether it hits, and how it is judged."""
    real = room[0]
    if look == 0:
        return real[at.E, j], real[at.F, j]
    if look == 1:
        return real[at.G, j], real[at.H, j]
    a, b, c, d = draw_four(room[1][at.IDENT, i] + 1, dice[0], dice[1], dice[2], dice[3])
    return (a, b) if look == 2 else (c, d)


@part
def note_salvo(start, result, assess_s, m, i, dead, hit, missed, left, then, layer, log, room):  # type: ignore[no-untyped-def]
    """Write a salvo into the log: launched, hit or missed, judged rightly (0) or wrongly (1), and whether no look is left for more."""
    ident, code = room[1][at.IDENT, i], room[1][at.CODE, i]
    wrong = 1.0 if missed == (dead or hit) else 0.0
    note(log, start, ident, code, layer, at.LAUNCHES, float(m))
    event = at.FLIES_AT_DEAD if dead else (at.MISSES if not hit else (at.HITS_DECOY if code == at.DECOY else at.HITS))
    note(log, result - assess_s, ident, code, layer, event, float(m))
    note(log, result, ident, code, layer, at.JUDGED_MISSED if missed else at.JUDGED_KILLED, wrong)
    if missed and then == math.inf:
        note(log, result, ident, code, layer, at.NO_LOOK_LEFT, float(left))


@paste
def fire(j, t, n_busy, layer, rules, classes, tally, dice, log, room):  # type: ignore[no-untyped-def]
    """Launch the next salvo at believed object j, wanted at t; return when another is wanted, infinity if none."""
    real, whole = room[0], room[1]
    i, look, left = whole[at.BELIEVED, j], whole[at.LOOK, j], whole[at.LEFT, j]
    code, arrival = whole[at.CODE, i], real[at.ARRIVAL, i]
    c, dead = code & 3, whole[at.ALIVE, i] == 0
    if left <= 0:
        if len(log) > 0:
            note(log, t, whole[at.IDENT, i], code, layer, at.NO_SHOT_ALLOTTED, 0.0)
        return math.inf
    last = arrival + classes[c, at.LAST_LAUNCH_S] + at.SLACK_S
    start, refused = find_start(t, last, i, n_busy, layer, rules, tally, log, room)
    if refused >= 0:
        whole[at.WHY, j] = refused
        return math.inf
    u, v = draw_look(j, look, i, dice, room)
    ready = count_ready(start, tally[at.N_SHOTS], rules)
    m, result, hit, then = shoot(start, left, ready, look, arrival, dead, u, v, rules, classes[c])
    if n_busy > 0:
        replace_root(n_busy, result, real[at.BUSY])
    whole[at.LEFT, j] = left - m
    commit(j, m, result, hit, tally, room)
    if len(log) > 0:
        missed = v < (rules[at.KILL_CALLED_MISS] if hit or dead else 1.0 - rules[at.MISS_CALLED_KILL])
        note_salvo(start, result, rules[at.ASSESS_S], m, i, dead, hit, missed, left - m, then, layer, log, room)
    return then


@part
def fire_in_order(n, n_busy, layer, rules, classes, tally, dice, log, room):  # type: ignore[no-untyped-def]
    """Serve wanted salvos in order of time, the first ones from the sorted list and further looks from a heap."""
    real, whole = room[0], room[1]
    when, order, key = real[at.WHEN], whole[at.ORDER], real[at.TIE]
    next_first, n_heap = 0, 0
    while next_first < n or n_heap > 0:
        from_list = n_heap == 0
        if next_first < n and n_heap > 0:
            j, k = order[next_first], whole[at.HEAP_WHAT, 0]
            from_list = comes_first(when[j], key[j], real[at.HEAP_WHEN, 0], key[k])
        if from_list:
            j = order[next_first]
            t = when[j]
            next_first += 1
        else:
            j, t = whole[at.HEAP_WHAT, 0], real[at.HEAP_WHEN, 0]
            n_heap = drop_root(n_heap, real[at.HEAP_WHEN], whole[at.HEAP_WHAT], key)
        then = fire(j, t, n_busy, layer, rules, classes, tally, dice, log, room)
        if then < math.inf:
            n_heap = push_item(n_heap, then, j, real[at.HEAP_WHEN], whole[at.HEAP_WHAT], key)


@part
def plan_freely(n, rules, classes, dice, room):  # type: ignore[no-untyped-def]
    """Plan all salvos as if the stock had no end, object by object; return how many salvos and shots. Order is nothing so far."""
    real, whole, wide_real, wide = room
    k, shots = 0, 0
    for j in range(n):
        i = whole[at.BELIEVED, j]
        c, arrival, dead = whole[at.CODE, i] & 3, real[at.ARRIVAL, i], whole[at.ALIVE, i] == 0
        t, left, look = real[at.WHEN, j], whole[at.LEFT, j], 0
        while t < math.inf:
            u, v = draw_look(j, look, i, dice, room)
            m, result, hit, then = shoot(t, left, left, look, arrival, dead, u, v, rules, classes[c])
            wide_real[at.WHEN_SALVO, k], wide_real[at.KEY_SALVO, k], wide_real[at.RESULT, k] = t, real[at.TIE, j], result
            wide[at.OBJECT, k], wide[at.FIRED, k], wide[at.HIT, k] = j, m, 1 if hit else 0
            t, left, look, dead = then, left - m, look + 1, dead or hit
            shots += m
            k += 1
    return k, shots


@part
def find_limit(n, usable, room):  # type: ignore[no-untyped-def]
    """Find the salvo, in order of time, with which the stock ends, and the shots that are left for it.

    Salvos are counted into cells of time; only those of the cell in which the stock ends are sorted.
    """
    _, _, wide_real, wide = room
    when, key, fired, cells = wide_real[at.WHEN_SALVO], wide_real[at.KEY_SALVO], wide[at.FIRED], wide[at.CELLS_ROW]
    low, high = when[0], when[0]
    for k in range(n):
        low, high = (when[k] if when[k] < low else low), (when[k] if when[k] > high else high)
    scale = (n - 1) / (high - low) if high - low > 1e-9 else 0.0
    for k in range(n):
        cells[k] = 0
    for k in range(n):
        cells[int((when[k] - low) * scale)] += fired[k]
    left, cell = usable, 0
    while cells[cell] <= left and cell < n - 1:
        left -= cells[cell]
        cell += 1
    m = 0
    for k in range(n):
        wide[at.AT_LIMIT, m] = k
        m += 1 if int((when[k] - low) * scale) == cell else 0
    sort_by_time(m, when, key, wide[at.AT_LIMIT], wide[at.SPARE_SALVO])
    place = 0
    while place < m - 1 and fired[wide[at.AT_LIMIT, place]] <= left:
        left -= fired[wide[at.AT_LIMIT, place]]
        place += 1
    return wide[at.AT_LIMIT, place], left


@part
def fire_freely(n, rules, classes, tally, dice, room):  # type: ignore[no-untyped-def]
    """Fire what was planned freely, in order of time until the stock ends; the salvo at the limit flies with what is left."""
    wide_real, wide = room[2], room[3]
    n_salvos, shots = plan_freely(n, rules, classes, dice, room)
    if shots <= rules[at.N_USABLE]:
        for k in range(n_salvos):
            commit(wide[at.OBJECT, k], wide[at.FIRED, k], wide_real[at.RESULT, k], wide[at.HIT, k] == 1, tally, room)
        return
    limit, left = find_limit(n_salvos, int(rules[at.N_USABLE]), room)
    limit_t, limit_key = wide_real[at.WHEN_SALVO, limit], wide_real[at.KEY_SALVO, limit]
    for k in range(n_salvos):
        t, key = wide_real[at.WHEN_SALVO, k], wide_real[at.KEY_SALVO, k]
        if t < limit_t or (t == limit_t and (key < limit_key or (key == limit_key and k < limit))):
            commit(wide[at.OBJECT, k], wide[at.FIRED, k], wide_real[at.RESULT, k], wide[at.HIT, k] == 1, tally, room)
    if left > 0:
        j = wide[at.OBJECT, limit]
        i, look = room[1][at.BELIEVED, j], room[1][at.LOOK, j]
        u, v = draw_look(j, look, i, dice, room)
        dead, row = room[1][at.ALIVE, i] == 0, classes[room[1][at.CODE, i] & 3]
        _, result, hit, _ = shoot(limit_t, left, left, look, room[0][at.ARRIVAL, i], dead, u, v, rules, row)
        commit(j, left, result, hit, tally, room)


@part
def settle(n, tally, room):  # type: ignore[no-untyped-def]
    """Count the alive weapons that were shot at, and of the others the reason, and mark how far the layer came with each."""
    whole = room[1]
    for j in range(n):
        if whole[at.WAS, j] == 1:
            i = whole[at.BELIEVED, j]
            if whole[at.LOOK, j] > 0:
                tally[at.ENGAGED] += 1
                whole[at.STEP, i] = at.MISSED
            else:
                tally[at.REASONS + whole[at.WHY, j]] += 1
                whole[at.STEP, i] = at.UNSERVED if whole[at.STEP, i] < at.UNSERVED else whole[at.STEP, i]


@part
def open_channels(n, rules, layer, log, room):  # type: ignore[no-untyped-def]
    """Free the channels if they can run short (an object holds one at most) and return how many; 0: no limit, -1: there are none."""
    real, whole = room[0], room[1]
    if rules[at.N_CHANNELS] >= n:
        return 0
    n_busy = int(rules[at.N_CHANNELS])
    for k in range(n_busy):
        real[at.BUSY, k] = -math.inf
    if n_busy > 0:
        return n_busy
    for j in range(n):
        whole[at.WHY, j] = at.NO_CHANNEL
        if len(log) > 0:
            i = whole[at.BELIEVED, j]
            note(log, real[at.WHEN, j], whole[at.IDENT, i], whole[at.CODE, i], layer, at.CHANNEL_TOO_LATE, math.inf)
    return -1


@part
def cross_layer(n, up, layer, rules, classes, tally, dice, log, room):  # type: ignore[no-untyped-def]
    """Pass n objects through one layer that is available; count what happens in `tally`.

    Where nobody waits for a channel or a reload, order says only which salvos the stock is enough for: these are found afterwards.
    """
    real, whole = room[0], room[1]
    stream, run, key0, key1 = dice
    m = sift(n, up, layer, rules, classes, tally, dice, log, room)
    if m == 0:
        return
    draw_looks(m, whole[at.BELIEVED], whole[at.IDENT], 0, stream, run, key0, key1, real[at.E], real[at.F], real[at.G], real[at.H])
    wanted = plan_first_shots(m, layer, classes, log, room)
    n_busy = open_channels(m, rules, layer, log, room)
    usable = rules[at.N_USABLE]
    free = n_busy == 0 and rules[at.N_READY] >= usable and (rules[at.ALLOCATION] != at.EVENLY or wanted <= usable) and len(log) == 0
    if free:
        fire_freely(m, rules, classes, tally, dice, room)
    elif n_busy >= 0:
        sort_by_cells(m, real[at.WHEN], real[at.TIE], whole[at.ORDER], room[3][at.CELLS_ROW], whole[at.SPARE])
        if rules[at.ALLOCATION] == at.EVENLY:
            spread_evenly(m, rules, room)
        fire_in_order(m, n_busy, layer, rules, classes, tally, dice, log, room)
    settle(m, tally, room)


@part
def finish(n, tally, log, room):  # type: ignore[no-untyped-def]
    """Count the leakers by class, and by how far a layer came with them."""
    whole = room[1]
    for i in range(n):
        if whole[at.ALIVE, i] == 1 and whole[at.CODE, i] != at.DECOY:
            tally[at.LEAKERS + whole[at.CODE, i]] += 1
            tally[at.STEPS + whole[at.STEP, i]] += 1
            if len(log) > 0:
                note(log, math.inf, whole[at.IDENT, i], whole[at.CODE, i], -1, at.LEAKS, 0.0)


@part
def fight_raid(layers, classes, counts, per_warhead, duration_s, even, stream, run, key0, key1, room, tally, log):  # type: ignore[no-untyped-def]
    """Fight one raid: layers (layer, LAYER_COLUMNS), classes (layer, 4, CLASS_COLUMNS), counts (4,); fill `tally`, and a `log` with rows.

    room: scratch for n objects and 512 channels at least, (REAL_ROWS, n + 1) and (WHOLE_ROWS, n + 1), and both WIDTH times as wide.
    """
    n = gather_weapons(counts, duration_s, even, (stream, run, key0, key1), room)
    alive = n
    if per_warhead > 0.0:
        n = gather_decoys(n, counts[0], per_warhead, (stream, run, key0, key1), room)
    if len(log) > 0:
        note_arrivals(n, log, room)
    _, raid_u, _, _ = draw_four(0, stream + 1, run, key0, key1)
    for layer in range(len(layers)):
        rules, block = layers[layer], tally[at.BLOCK + layer * at.BLOCK_COLUMNS : at.BLOCK + (layer + 1) * at.BLOCK_COLUMNS]
        works_u, layer_u, _, _ = draw_four(1 + layer, stream + 1, run, key0, key1)
        fill_tables(layer, layers, classes, room[0][at.TABLE])
        if works_u < rules[at.P_AVAILABLE]:
            up = True
            if rules[at.COMMON] == at.LAYER:
                up = layer_u < rules[at.P_TRACK]
            elif rules[at.COMMON] == at.RAID:
                up = raid_u < rules[at.P_TRACK]
            cross_layer(n, up, layer, rules, classes[layer], block, (stream + 2 + layer, run, key0, key1), log, room)
        else:
            block[at.REASONS + at.DOWN] = alive
            if len(log) > 0:
                note(log, 0.0, 0, 0, layer, at.LAYER_DOWN, 0.0)
        n = drop_dead(n, room)
        for c in range(4):
            alive -= block[at.KILLS + c]
    finish(n, tally, log, room)


@compiled(error_model="numpy", _nrt=False, nogil=True)
def fight_raids(layers, classes, rows, counts, per_warhead, duration_s, even, stream, runs, key0, key1, room, tally, log):  # type: ignore[no-untyped-def]
    """Fight many raids, one a draw: rows pick the parameters, runs key the draws; counts and the like are one a draw, or one for all."""
    for draw in range(len(runs)):
        k = draw if len(counts) > 1 else 0
        fight_raid(
            layers[rows[draw]], classes[rows[draw]], counts[k], per_warhead[k], duration_s[k], even, stream, runs[draw], key0, key1, room,
            tally[draw], log,
        )  # fmt: skip
