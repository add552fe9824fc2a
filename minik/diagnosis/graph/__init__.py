"""The wiring of a cluster as a picture's model: nodes in five columns (Gateways, ways in,
Services, workloads with their pods, machines) and the edges between them. Facts only; words and drawing are `render/`'s.
"""
