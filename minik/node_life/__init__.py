"""How nodes fare: how fast the pods of lost nodes are evicted."""
