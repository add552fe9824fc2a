"""What there is to be done with DNS: one file a verb."""
