"""What a change of manifests means for the wiring: who stops answering, and who no longer reaches whom."""
