"""How people write, before anything is understood: letters folded, slips mended, numbers read. Below both readers."""
