"""Long work: asked for here or over the API, done by a separate process, followed by whoever asked."""
