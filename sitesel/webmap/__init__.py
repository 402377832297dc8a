"""The selection as one self-contained map page."""
