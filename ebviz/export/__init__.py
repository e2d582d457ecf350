"""What leaves the house: films, GIFs, stills and figures, each stamped with what made it."""
