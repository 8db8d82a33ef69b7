"""Hold the scalar geometry of fly-out."""
