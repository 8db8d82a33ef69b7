"""Declare what the user states: frozen models, one file a noun, no behaviour."""
