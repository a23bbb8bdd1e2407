"""What gendecode offers to code that calls ``model.generate`` of transformers itself."""

from gendecode.integrations.hf_processor import ConstraintProcessor, LogitsProcessors, logits_processor

__all__ = ["ConstraintProcessor", "LogitsProcessors", "logits_processor"]
