"""`python -m minik` is `minik`."""
from minik.cli import main

main()
