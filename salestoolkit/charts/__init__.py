"""Results as Altair charts: one module a topic, one theme."""
