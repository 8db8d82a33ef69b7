"""Keep things in order of time: two sorts, two binary heaps, the k-th smallest."""

from __future__ import annotations

from equipoise.compiled import compiled

CELLS = 4  # for each thing to sort: with fewer, insertion has more to mend
CROWD = 24  # things in one cell, from where on insertion costs more than merging
# pasted into its caller, since arrays are dear to pass; nothing is allocated, so no reference to an array need be counted
paste = compiled(error_model="numpy", forceinline=True, _nrt=False)
part = compiled(error_model="numpy", _nrt=False)


@paste
def comes_first(t_a: float, key_a: float, t_b: float, key_b: float) -> bool:
    """Tell whether a comes before b: by time, and at one time by key; a if both are equal.

    >>> comes_first(1.0, 0.9, 2.0, 0.1), comes_first(1.0, 0.9, 1.0, 0.1)
    (True, False)
    """
    return t_a < t_b or (t_a == t_b and key_a <= key_b)


@paste
def find_run(first, n, when, key, order):  # type: ignore[no-untyped-def]
    """Return where the run of rising times ends that begins at place `first` of `order`."""
    k = first + 1
    while k < n and comes_first(when[order[k - 1]], key[order[k - 1]], when[order[k]], key[order[k]]):
        k += 1
    return k


@paste
def merge_runs(first, middle, last, when, key, source, into):  # type: ignore[no-untyped-def]
    """Merge two neighbouring runs of `source` into the same places of `into`; of equals the left comes first."""
    a, b, k = first, middle, first
    while a < middle and b < last:
        i, j = source[a], source[b]
        left = comes_first(when[i], key[i], when[j], key[j])
        into[k] = i if left else j
        step = 1 if left else 0
        a += step
        b += 1 - step
        k += 1
    while a < middle:
        into[k] = source[a]
        a, k = a + 1, k + 1
    while b < last:
        into[k] = source[b]
        b, k = b + 1, k + 1


@part
def sort_by_time(n, when, key, order, spare):  # type: ignore[no-untyped-def]
    """Sort the n entries of `order` by (when, key) with a natural merge sort (Knuth 5.2.4, algorithm N); stable.

    order: places in `when` and `key`; spare: as long. Sorted input costs one pass.
    """
    flipped, n_pairs = False, 2
    if n < 2 or find_run(0, n, when, key, order) >= n:
        return
    while n_pairs > 1:
        source, into = (spare, order) if flipped else (order, spare)
        first, n_pairs = 0, 0
        while first < n:
            middle = find_run(first, n, when, key, source)
            last = find_run(middle, n, when, key, source) if middle < n else n
            merge_runs(first, middle, last, when, key, source, into)
            first = last
            n_pairs += 1
        flipped = not flipped
    if flipped:
        for k in range(n):
            order[k] = spare[k]


@paste
def insert_in_order(n, when, key, order):  # type: ignore[no-untyped-def]
    """Sort the n entries of `order` by (when, key) by insertion, for what is nearly in order; stable."""
    for k in range(1, n):
        j = order[k]
        place = k
        while place > 0 and not comes_first(when[order[place - 1]], key[order[place - 1]], when[j], key[j]):
            order[place] = order[place - 1]
            place -= 1
        order[place] = j


@part
def sort_by_cells(n, when, key, order, count, spare):  # type: ignore[no-untyped-def]
    """Fill `order` with 0..n-1 by (when, key): into equal cells of time, then by insertion; by merging where cells are crowded.

    count: CELLS * n + 1 whole numbers. Times must be finite.
    """
    low, high = when[0], when[0]
    for k in range(n):
        low, high = (when[k] if when[k] < low else low), (when[k] if when[k] > high else high)
    scale = (CELLS * n - 1) / (high - low) if high - low > 1e-9 else 0.0
    for k in range(CELLS * n + 1):
        count[k] = 0
    for k in range(n):
        count[int((when[k] - low) * scale) + 1] += 1
    crowd = 0
    for k in range(CELLS * n):
        crowd = count[k + 1] if count[k + 1] > crowd else crowd
        count[k + 1] += count[k]
    if crowd > CROWD:
        for k in range(n):
            order[k] = k
        sort_by_time(n, when, key, order, spare)
        return
    for k in range(n):
        cell = int((when[k] - low) * scale)
        order[count[cell]] = k
        count[cell] += 1
    insert_in_order(n, when, key, order)


@paste
def push_item(n, t, j, when, what, key):  # type: ignore[no-untyped-def]
    """Push (t, j) on a heap of n entries, earliest (time, key[j]) at the root; return n + 1."""
    k = n
    while k > 0:
        parent = (k - 1) >> 1
        if comes_first(when[parent], key[what[parent]], t, key[j]):
            break
        when[k], what[k] = when[parent], what[parent]
        k = parent
    when[k], what[k] = t, j
    return n + 1


@paste
def drop_root(n, when, what, key):  # type: ignore[no-untyped-def]
    """Drop the root of a heap of n entries; return n - 1. The hole sinks along the earlier children; what was last rises from there."""
    n -= 1
    t, j = when[n], what[n]
    k, child = 0, 1
    while child < n:
        right = child + 1 if child + 1 < n else child
        child = child if comes_first(when[child], key[what[child]], when[right], key[what[right]]) else right
        when[k], what[k] = when[child], what[child]
        k = child
        child = 2 * k + 1
    push_item(k, t, j, when, what, key)
    return n


@paste
def replace_root(n, t, when):  # type: ignore[no-untyped-def]
    """Replace the least of a heap of n times by a later one."""
    k = 0
    while True:
        child = 2 * k + 1
        if child >= n:
            break
        if child + 1 < n and when[child + 1] < when[child]:
            child += 1
        if t <= when[child]:
            break
        when[k] = when[child]
        k = child
    when[k] = t


@part
def find_smallest(k, n, values):  # type: ignore[no-untyped-def]
    """Find the k-th smallest (from 0) of n values, which are reordered (Hoare's FIND, Communications of the ACM 4, 1961)."""
    low, high = 0, n - 1
    while low < high:
        pivot, i, j = values[(low + high) >> 1], low, high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while pivot < values[j]:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if k <= j:
            high = j
        elif k >= i:
            low = i
        else:
            break
    return values[k]
