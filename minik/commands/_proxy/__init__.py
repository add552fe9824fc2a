"""What there is to be seen and done with the proxy: one file a verb."""
