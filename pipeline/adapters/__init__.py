"""The outside world, translated into our words."""

import os

# Imported, onnxruntime reports to its maker's servers and leaves a file in
# the temporary folder. Nothing leaves this machine unasked: it must be told before that.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
