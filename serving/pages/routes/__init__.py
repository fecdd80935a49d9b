"""The routes of the pages: they ask the services, build the context, and answer with a template."""
