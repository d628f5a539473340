"""What the office knows: documents, facts and messages, their revisions and releases."""
