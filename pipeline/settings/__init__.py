"""Configuration files into typed values. The only place that knows TOML and pydantic."""
