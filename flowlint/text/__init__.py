"""Text itself: names and patterns, texts cut and joined, values as TOML writes them.

Leaves: nothing here knows of flows.
"""
