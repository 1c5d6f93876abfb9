"""The workshop's room: a folder a team, servers that show them, and a check before people come."""
