"""`python -m salestoolkit.cli` does what the command `salestoolkit` does."""

from salestoolkit.cli import main

if __name__ == "__main__":
    main()
