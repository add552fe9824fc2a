"""How pods and their containers fare: status, readiness, mounts, restarts. What kubelets decide."""
