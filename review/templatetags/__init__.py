"""What a template needs in our words."""
