"""What people at a terminal see: findings, live progress, jobs and outlines, as pictures, plain lines or JSON."""
