"""Deal books that stay in a company's own database: address, mapping of names, opening."""
