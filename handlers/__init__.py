"""What Copydesk does about each thing that arrives; no chat SDK, no SQL."""
