"""Evidence: photos and files on cases, and on the work orders and claims that came of them."""
