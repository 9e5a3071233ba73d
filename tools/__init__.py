"""What writes files of this repository from what the code says; it works in a checkout only, and is not installed."""
