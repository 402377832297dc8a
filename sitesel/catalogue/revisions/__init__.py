"""Changes to a published catalogue, kept as revisions: a new state is its base and what changed."""
