"""Stories: which articles tell one event, and which carry one another's words."""
