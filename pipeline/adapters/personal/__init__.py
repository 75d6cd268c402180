"""Personal data in what was said."""

from pipeline.adapters.personal.detector import PersonalDataDetector

__all__ = ["PersonalDataDetector"]
