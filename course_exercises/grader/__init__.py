"""What runs strangers' code, and grades it."""
