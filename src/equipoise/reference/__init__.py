"""Hold open-literature numbers as data: value, range, confidence, basis and source a row; and read them."""
