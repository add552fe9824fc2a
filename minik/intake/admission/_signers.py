"""Who may approve and sign certificates, and attest trust anchors, of which signers.

Upstream rule: `pkg/certauthorization` `IsAuthorizedForSignerName`.
"""

from minik.model.admission_plugin import AdmissionRequest


def check_signer(request: AdmissionRequest, verb: str, signer: str, doing: str) -> None:
    """Raise Forbidden unless the roles let who asks do this with a signer, or with all of its domain.
    Whom the server's authorizer allows everything, and its own parts, are not asked.
    """
    writer = request.draft.writer
    if writer.identity is None or writer.unlimited:
        return
    from minik.kinds import rbac_rules  # noqa: PLC0415 few requests are for certificates

    subject = rbac_rules.subject_of(writer.identity.user, writer.identity.groups)
    cluster = request.draft.cluster()
    for name in (signer, f"{signer.partition('/')[0]}/*"):
        wanted = rbac_rules.Request(verb, "certificates.k8s.io", "signers", name=name)
        if rbac_rules.is_allowed(cluster, subject, wanted):
            return
    raise request.refusal(f'user not permitted to {doing} signerName "{signer}"')
