"""The catalogue: validated, enriched, immutable, content-addressed."""
