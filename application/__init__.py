"""Use cases: one class a verb, over ports that are spoken in the core's own words."""
