"""What stands under `cluster-info`."""
