"""The outside world, translated into our words."""
