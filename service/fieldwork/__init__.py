"""Work orders and their visits: what is to be done, when somebody is there, and the proof that it was."""
