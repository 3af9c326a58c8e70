"""What a run found, as text: for a terminal, for other programs, for a browser and for GitHub.

Each module has one pure function `render`, from a `Report` and the catalogue to a text.
"""
