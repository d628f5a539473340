"""The Rasa assistant: what a resident means and which action answers it (own environment)."""
