"""Run many draws of a case and draw answers from them."""
