"""Output files: films, GIFs, stills and figures, each stamped with the record of what made it."""
