"""The host names that a certificate is for, compared with those for which it is shown."""

from collections.abc import Iterator

from minik.diagnosis.finding import Fact
from minik.diagnosis.view import View, first_few
from minik.diagnosis.way_faults import decision
from minik.model import object as objects
from minik.model.object import Key, Object
from minik.ways import certificates, hosts
from minik.ways.vocabulary import GATEWAY, reference

CAUSE = "certificate-for-another-host"


def facts(view: View) -> Iterator[Fact]:
    """Yield the host names of Ingresses and listeners for which their certificate is not."""
    for ingress in view.of("Ingress"):
        namespace = objects.namespace(ingress)
        for index, tls in enumerate(objects.read_list(ingress, "spec.tls")):
            secret = view.cluster.get("Secret", namespace, str(tls.get("secretName") or ""))
            for place, host in enumerate(tls.get("hosts") or () if secret else ()):
                path = f"spec.tls[{index}].hosts[{place}]"
                yield from unfit(objects.key(ingress), path, str(host), secret or {})
    if view.cluster.of(GATEWAY):
        yield from of_listeners(view)


def of_listeners(view: View) -> Iterator[Fact]:
    """Yield the listeners none of whose certificates is for their host name."""
    for gateway in decision(view).gateways:
        for one in gateway.listeners:
            refs = (one.value.get("tls") or {}).get("certificateRefs") or ()
            found = [reference(ref, one.owner.namespace, kind="Secret").key for ref in refs]
            secrets = [view.cluster.get(*key) for key in found]
            if one.hostname and one.mode == "Terminate" and secrets and not one.flaw:
                facts_of = [
                    list(unfit(one.owner, f"spec.listeners.{one.name}", one.hostname, secret))
                    for secret in secrets
                    if secret is not None
                ]
                if facts_of and all(facts_of):
                    yield facts_of[0][0]


def unfit(key: Key, path: str, host: str, secret: Object) -> Iterator[Fact]:
    """Yield that the certificate of a Secret is not for a host name."""
    known = names(certificates.content(secret, "tls.crt"))
    if known and not any(covers(one, host) for one in known):
        name = objects.name(secret)
        yield Fact(
            CAUSE,
            key,
            path,
            f"the certificate in Secret {name} is not for {host}; it is for {first_few(known)}",
            about=(objects.key(secret),),
        )


def covers(name: str, host: str) -> bool:
    """Return whether a name of a certificate is that of a host; its wildcard stands for one label."""
    return name.lower() == host.lower() or hosts.covers_one_label(name, host)


def names(text: str) -> list[str]:
    """Return the host names of a certificate in PEM; none of what cannot be read."""
    import warnings  # noqa: PLC0415 few manifests hold certificates

    from cryptography import x509  # noqa: PLC0415 few manifests hold certificates

    try:
        with warnings.catch_warnings():  # of serial numbers and the like, which no user asked about
            warnings.simplefilter("ignore")
            found = x509.load_pem_x509_certificate(text.encode())
            extension = found.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (ValueError, x509.ExtensionNotFound):
        return []
    return extension.value.get_values_for_type(x509.DNSName)
