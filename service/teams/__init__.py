"""Teams at the desk and in the back office, and the representatives who work in them."""
