"""Answers that are worked out from facts: pure functions over the registry and a day."""
