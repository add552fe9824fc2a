"""The way in: text becomes documents, documents become objects, objects are admitted to a cluster. Written once for all kinds."""
