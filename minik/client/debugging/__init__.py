"""`debug`, on the side of kubectl: the containers and pods with which somebody looks into what runs.

Only what the API server is sent: nothing here attaches to a container.
"""
