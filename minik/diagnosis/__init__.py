"""Where a name or an address leads, and why it leads nowhere: what was decided below, put together and explained."""
