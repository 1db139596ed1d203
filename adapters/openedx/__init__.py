"""Open edX: the only home of httpx and lxml. Publishes over the LMS and Studio REST APIs, as OLX."""
