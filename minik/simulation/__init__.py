"""What-ifs: failures, the clock, drains, played through the controllers one step at a time."""
