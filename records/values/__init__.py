"""What the cells of bureau files say, as values: ids, names, days, periods, money, places."""
