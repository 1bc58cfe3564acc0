"""Where facts about a project come from, each source behind the same small interface."""
