"""The edge: all that meets a network, a clock or a process."""
