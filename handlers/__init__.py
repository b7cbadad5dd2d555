"""What the bot can do: decisions, with no input or output of their own."""
