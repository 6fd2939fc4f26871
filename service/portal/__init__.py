"""Pages for customers, made on the server: a form that everybody can fill in, and the own cases. No scripts."""
