"""What the examples of causes about Gateways and Ingresses share: a backend behind a class, its Gateway, a
route to it, a certificate; an Ingress for a backend.
"""

SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: ExternalName, externalName: web.example.com, ports: [{port: 80}]}
"""
BACKEND = (
    SERVICE
    + """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: edge}
spec: {controllerName: example.com/edge}
"""
)
HTTP = '{name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}'
CERTIFICATE = """\
---
apiVersion: v1
kind: Secret
metadata: {name: web-tls}
type: kubernetes.io/tls
data:
  tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=
  tls.key: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCkEKLS0tLS1FTkQgUFJJVkFURSBLRVktLS0tLQo=
"""
INGRESS = (
    SERVICE
    + """\
---
apiVersion: v1
kind: Secret
metadata: {name: web-tls}
type: kubernetes.io/tls
data: {tls.crt: "", tls.key: ""}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: SPEC
"""
)
PATHS = (
    "{paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}"
)


def gateway(*listeners: str, fields: str = "") -> str:
    """Return a Gateway of the class with these listeners, one for HTTP without any; `fields` is a line of
    its spec.
    """
    more = f"  {fields}\n" if fields else ""
    return f"""\
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: edge}}
spec:
  gatewayClassName: edge
{more}  listeners: [{", ".join(listeners or (HTTP,))}]
"""


def route(*rules: str, hosts: str = "www.example.com") -> str:
    """Return a route from the Gateway with these rules; to the backend without any."""
    return f"""\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: web}}
spec:
  parentRefs: [{{name: edge}}]
  hostnames: [{hosts}]
  rules: [{", ".join(rules or ("{backendRefs: [{name: web, port: 80}]}",))}]
"""
