"""Whose a token is: the administrator's, or that of a ServiceAccount."""

import hmac
from collections.abc import Mapping
from functools import lru_cache

from minik.api.refusals import Unauthorized
from minik.errors import MinikError
from minik.kinds.self_subject_review import ADMINISTRATOR
from minik.light_typing import Any
from minik.model.writing import Identity
from minik.serve import web_pages
from minik.serve.api_cluster import ServedCluster
from minik.serve.api_keys import Keys

MOST_TOKENS = 1000  # whose signatures are remembered


class Identities:
    """Who may enter a server: all where it has no token, else whoever has one that is known."""

    def __init__(self, served: ServedCluster, token: str = "", keys: Keys | None = None) -> None:
        self.served, self.token, self.keys = served, token, keys
        # what a token says stays true; whether it still counts is asked every time
        self._claims = lru_cache(MOST_TOKENS)(keys.claims) if keys else None

    def refusal(
        self, headers: Mapping[str, str], peer: Identity | None = None
    ) -> MinikError | None:
        """Return why a request with these headers is not answered, None if it is; `peer` is whose
        certificate the client has shown.
        """
        if not self.token:
            return web_pages.refusal(headers)
        return None if self.may_enter(headers, peer) else Unauthorized("Unauthorized")

    def may_enter(self, headers: Mapping[str, str], peer: Identity | None = None) -> bool:
        """Return whether a request with these headers is answered."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if not self.token or peer is not None:
            return True
        return scheme.lower() == "bearer" and self.owner(token.strip()) is not None

    def user(self, headers: Mapping[str, str], peer: Identity | None = None) -> Identity | None:
        """Return who sends a request with these headers, None for the administrator, who is everybody
        where there is no token. A certificate counts before a token.
        """
        if peer is not None:
            return peer
        token = headers.get("authorization", "").partition(" ")[2].strip()
        who = self.owner(token) if self.token else None
        if who is None or who is ADMINISTRATOR:
            return None
        return Identity(str(who["username"]), tuple(who["groups"]), str(who["uid"]))

    def owner(self, token: str) -> Mapping[str, Any] | None:
        """Return whose a token is, as the `user` of a TokenReview; None for nobody's."""
        if self.token and hmac.compare_digest(token.encode(), self.token.encode()):
            return ADMINISTRATOR
        return self._account(token)

    def _account(self, token: str) -> Mapping[str, Any] | None:
        """Return the ServiceAccount that has a token, if it exists and the token has not expired."""
        if self._claims is None or token.count(".") != 2:
            return None
        claims = self._claims(token) or {}
        own = claims.get("kubernetes.io") or {}
        account, namespace = own.get("serviceaccount") or {}, str(own.get("namespace"))
        known = self.served.cluster.get("ServiceAccount", namespace, str(account.get("name")))
        is_current = claims.get("exp", 0) > self.served.clock().timestamp()
        if not known or not is_current or known["metadata"]["uid"] != account.get("uid"):
            return None
        groups = ["system:serviceaccounts", f"system:serviceaccounts:{namespace}"]
        return {
            "username": claims["sub"],
            "uid": account["uid"],
            "groups": [*groups, "system:authenticated"],
        }
