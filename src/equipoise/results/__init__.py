"""Hold what a stage hands on: schemas, tables, provenance, the store."""
