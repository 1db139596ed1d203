"""The HTTP face: Litestar controllers over the use cases. For now: health."""
