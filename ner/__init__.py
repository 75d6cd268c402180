"""The maker of the name model: texts, training, evaluation. See README.md."""
