"""Hold scalar physics shared by CPU and GPU: math only, floats and tuples."""
