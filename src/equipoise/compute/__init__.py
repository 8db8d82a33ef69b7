"""Run one scalar case as an ensemble."""
