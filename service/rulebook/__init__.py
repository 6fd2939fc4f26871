"""Editing rules: over HTTP, with every vocabulary at hand, and with drafts replayed over what was."""
