"""Drafts of self-evaluation: sentences with their citations, for a person to accept, edit or strike."""
