"""What Copydesk remembers: every table and every line of SQL."""
