"""What a file is, by its headers or by a mapping."""
