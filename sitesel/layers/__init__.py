"""Raw layers of every format become frames with a known CRS, and what is wrong is told."""
