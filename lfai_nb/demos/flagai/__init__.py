"""A small FlagAI: load, train, predict and prompt, in models that fit two CPU cores."""
