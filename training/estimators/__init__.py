"""What is fitted: the forest, the trees, their calibration, and the prior until there are labels."""
