"""What a workshop leaves: all teams' work in one summary, and paper for when the network dies."""
