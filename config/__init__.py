"""Settings, requirement catalogues and the demo institution. Imports nothing of ours."""
