"""What is left to be heard, and what it costs: every figure of docs/benchmarks/audio.md."""
