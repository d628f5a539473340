"""Answers that are worked out for one resident, in place of a passage that tells the rule."""
