"""Hold the scalar rules of engagement."""
