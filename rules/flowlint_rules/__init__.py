"""The built-in rules, one file each. They come in by the entry point, like those of any other pack."""
