"""Every port in memory: for unit tests, for authors of adapters, for trying things out; gone with the process."""
