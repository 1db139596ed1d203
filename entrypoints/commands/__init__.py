"""What `courseport …` can do: one module a verb, over the same use cases as every other entrance."""
