"""Evidence: the geometry behind an answer, to be drawn, exported and checked."""
