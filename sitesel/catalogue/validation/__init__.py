"""What is wrong with a layer: one noun a file, whole columns at a time."""
