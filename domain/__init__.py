"""What a course, a connection and an import job *are*: pure values and rules, without I/O, clock or framework."""
