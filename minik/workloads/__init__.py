"""What the controllers of workloads share: ownership, templates, revisions, rolling updates."""
