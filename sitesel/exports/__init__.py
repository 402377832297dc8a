"""Exports: a selection as files that others open."""
