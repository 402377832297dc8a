"""sitesel: land-parcel site selection that accounts for every parcel.

The flow reads from top to bottom: raw layers → catalogue → requirement → screening →
suitability → selection → exports, map, service.
"""

__version__ = "0.1.0"
