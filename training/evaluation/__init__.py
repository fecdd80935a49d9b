"""How good an order of visits is: forward in time, beside the yardsticks, beside another model."""
