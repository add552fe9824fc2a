"""Admission policies: rules of the cluster's users, evaluated for each request that they match.

Which policies a request meets is found here (`hooks`, `matching`, `parameters`), what their
expressions see (`inputs`), and what they decide (`validating`, `mutating`). Nothing here is imported
where a cluster has no binding of a policy.

Upstream rule: apiserver `pkg/admission/plugin/policy`.
"""
