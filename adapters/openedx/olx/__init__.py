"""OLX, the format that Open edX imports: a course becomes a package, and a package is checked before it leaves."""
