"""Who may talk to whom, as NetworkPolicies say. No proxy rules and no findings stand here."""
