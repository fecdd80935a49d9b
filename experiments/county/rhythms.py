"""How often each programme pays."""

ONCE = ("linshi", "weifang", "banqian", "nongji")
LAND = ("gengdi", "tuigeng")  # once a year, by area
MONTHLY = ("dibao", "tekun", "gaoling", "canji", "hulin")
