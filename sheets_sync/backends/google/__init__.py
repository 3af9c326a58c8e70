"""Google spreadsheets, as a backend: one masked read and one atomic write for each."""
