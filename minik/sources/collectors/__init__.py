"""The shelf of sources: one file a program that collects what a cluster holds, each with a `SOURCE`."""
