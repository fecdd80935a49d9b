"""The queue: cases by the probability that a visit confirms them."""
