"""One folder a neighbour: everything that knows a protocol, a format, a database or a screen."""
