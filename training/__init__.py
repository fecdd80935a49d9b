"""Labels, anomaly and supervised models, yardsticks, forward evaluation, the bundle."""
