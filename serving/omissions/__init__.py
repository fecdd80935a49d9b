"""People who should receive a programme and get nothing 应享未享: what the newest scan found, apart from the queue."""
