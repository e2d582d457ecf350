"""One house style for films and figures: colours, fonts, notation, shapes, themes."""
