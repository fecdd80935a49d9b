"""One typed context per page. Every decision is taken here; templates only write down."""
