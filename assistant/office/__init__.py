"""The trust's own records: its people, their sessions and keys, and what was asked."""
