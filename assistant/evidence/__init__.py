"""What evidence documents say of a plan's commitments and measures."""
