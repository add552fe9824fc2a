"""Which pods the levels of Pod Security admit: pure facts, in the server's words.

Upstream rule: the checks of pod-security-admission, each from the version in which it came.
"""
