"""What the rules are about, in the order in which a page lists them."""

#: What a rule may be about, and how a page heads a list of such rules.
GROUPS = {
    "mission": "Mission and identity",
    "structure": "Structure",
    "meeting": "Meetings and votes of the council",
    "level": "Membership level",
    "fee": "Dues",
    "member-benefit": "Benefits of membership",
    "definition": "What it means",
    "requirement": "Requirement",
    "task": "Task of the project's team",
    "decision": "Vote",
    "benefit": "Benefit for a project",
    "expectation": "Expectation",
    "process": "Process",
    "proposal": "Proposal",
    "review": "Review",
    "openness": "Model openness",
    "programme": "Support programme",
    "argument": "Argument",
}
