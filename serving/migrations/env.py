"""Run by Alembic; the connection comes from serving.database."""

from alembic import context

from serving import schema

config = context.config
context.configure(
    connection=config.attributes["connection"],
    target_metadata=schema.metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
)
with context.begin_transaction():
    context.run_migrations()
