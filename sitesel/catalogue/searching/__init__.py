"""Finding sites, facilities and places by what they are called."""
