"""Hold the scalar physics of sensing."""
