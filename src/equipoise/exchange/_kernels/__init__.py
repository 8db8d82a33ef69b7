"""Hold the compiled inner loops of the exchange."""
