"""What is written to whom, and when: letters made of findings, and what is remembered of those sent. Pure."""
