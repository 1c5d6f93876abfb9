"""Files of any kind as columns of text."""
