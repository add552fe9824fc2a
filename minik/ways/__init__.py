"""The ways into a cluster: which Ingress or Gateway listener takes a request, by which rule, and to
which Services with which weights; and what a conforming controller writes into the statuses.

minik plays the controller of every GatewayClass and IngressClass in the state. The controllers that
write statuses, `resolve`, `why`, `trace`, `check` and `graph` all ask the same decided model, `decision.py`. What
is decided here are records with codes; sentences are made in `render/`.
"""
