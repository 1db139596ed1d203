"""The HTTP face: Litestar controllers over the use cases, and the door before them."""
