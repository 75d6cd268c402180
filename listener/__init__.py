"""How the digit listener's weights are made; see README.md. Nothing here runs in production."""
