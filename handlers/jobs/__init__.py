"""What the clock may start."""
