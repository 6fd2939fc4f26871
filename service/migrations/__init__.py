"""How the schema came to be, step by step; `service.schema.migrate` takes the steps."""
