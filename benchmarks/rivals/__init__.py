"""What a site would do without Hushtape, measured on the same calls."""
