"""Reproduce published results, ours beside theirs, misses included: one file each, named after its citation."""
