"""Who gets what: matching work with representatives, by the eligibility and the rotation that rank technicians."""
