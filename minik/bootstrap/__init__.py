"""What a cluster holds when it begins: nodes, namespaces, the Service `kubernetes`, its settings."""
