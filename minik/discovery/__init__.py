"""How a client finds a Service: DNS names and records, environment variables. No proxy rules and no
sockets stand here.
"""
