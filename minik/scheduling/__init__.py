"""Which node fits a pod: resources, affinity, spreading, volumes. The scheduler controller asks."""
