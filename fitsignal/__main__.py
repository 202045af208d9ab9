"""`python -m fitsignal`: the command line."""

from fitsignal.cli import main

if __name__ == "__main__":
    main()
