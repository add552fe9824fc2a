"""What changed in a cluster from one moment to the next, as records that `render/` words."""
