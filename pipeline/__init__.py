"""What happens to a recorded phone call after it was recorded."""
