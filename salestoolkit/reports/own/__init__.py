"""Report notebooks that a team writes itself: made from a template, checked, tried."""
