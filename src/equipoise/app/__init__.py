"""Serve finished runs to a browser."""
