"""Which pods stand behind a Service, and at which ports: what the endpoint controllers share."""
