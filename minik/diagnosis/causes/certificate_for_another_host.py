"""Certificates that are for other host names."""

from collections.abc import Iterator

from minik.diagnosis import way_certificates, way_examples
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = (
    way_examples.SERVICE
    + """\
---
apiVersion: v1
kind: Secret
metadata: {name: web-tls}
type: kubernetes.io/tls
data:
  tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJSVENCN0tBREFnRUNBZ0VCTUFvR0NDcUdTTTQ5QkFNQ01CWXhGREFTQmdOVkJBTU1DMlY0WVcxd2JHVXUKWTI5dE1DQVhEVEkyTURFd01UQXdNREF3TUZvWUR6SXdOVFl3TVRBeE1EQXdNREF3V2pBV01SUXdFZ1lEVlFRRApEQXRsZUdGdGNHeGxMbU52YlRCWk1CTUdCeXFHU000OUFnRUdDQ3FHU000OUF3RUhBMElBQk1Wd3FleWN2cTVhClNzb0psN1JyTUpUSkRFZTlsbjFUc1hWVTZrT294YnBjYVVGQmV5ZEgvQVBabjZ3UTFxTmpLenByM2xMZ2tYSXYKbGdMTW85eUhnc21qS1RBbk1DVUdBMVVkRVFRZU1CeUNEU291WlhoaGJYQnNaUzVqYjIyQ0MyVjRZVzF3YkdVdQpZMjl0TUFvR0NDcUdTTTQ5QkFNQ0EwZ0FNRVVDSUR6ZktXTU1yQjc3STQwT2xkZ3VLMHE1SHRvZGdIdnRKaFNtCmVwcEd5cGt1QWlFQXc5VXppZEI5RjZRSE9UcUk2YTRMMHk1SXdRcThUaGtHWUJ5djhnQko0aTQ9Ci0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K
  tls.key: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCkEKLS0tLS1FTkQgUFJJVkFURSBLRVktLS0tLQo=
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  tls: [{hosts: [a.b.example.com], secretName: web-tls}]
  rules: [{host: a.b.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
"""
)
CAUSE = Cause(
    "certificate-for-another-host",
    "",
    WARNING,
    "a certificate is shown for a host that it is not for",
    "The certificate of an Ingress or a listener must name the host: a client that asks for another one refuses the connection. A wildcard in a certificate stands for one label.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("a.b.example.com", "b.example.com"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_certificates.facts))
