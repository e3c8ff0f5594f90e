"""What a careful clerk would send back to a plan's author: one kind of fault in each file."""
