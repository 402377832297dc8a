"""Projects: investors, figures, stages, issues, and the days they take."""
