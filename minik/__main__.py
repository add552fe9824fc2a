"""`python -m minik` is `minik`. No garbage is collected in a process this short: that is decided before anything else is loaded."""
import gc

gc.disable()

from minik.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
