"""Reproduce published results, a file each; the path is the citation."""
