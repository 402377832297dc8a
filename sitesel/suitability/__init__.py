"""Suitability: how well a parcel meets the criteria, 0 to 1."""
