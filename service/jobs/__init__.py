"""Work that is put down in the transaction that calls for it, and done later, once: on PostgreSQL by procrastinate."""
