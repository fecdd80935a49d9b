"""The board 看板: what was found and recovered, by what and where, what is due, and what the queue may miss."""
