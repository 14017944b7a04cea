"""``python -m cableml`` is the ``cableml`` command."""

from cableml.cli.app import main

if __name__ == "__main__":
    main()
