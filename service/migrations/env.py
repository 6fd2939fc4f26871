"""Runs the migrations on the connection that `service.schema.migrate` opened, inside its transaction."""

from alembic import context

from service.columns import Base

# The metadata is needed for the names of constraints alone.
context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
