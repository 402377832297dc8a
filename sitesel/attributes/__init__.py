"""Attributes: facts about parcels, measured; geometry in, a column out."""
