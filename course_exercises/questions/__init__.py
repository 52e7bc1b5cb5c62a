"""The content: the questions of the seven assignments."""
