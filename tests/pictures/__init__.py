"""The transcripts as Slack shows them, to look at."""
