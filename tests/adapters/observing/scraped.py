"""Metrics as a scrape sees them."""

from prometheus_client.parser import text_string_to_metric_families

from adapters.observing.metrics import Metrics


def figures(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """(name, values of the labels in alphabetical order…) → value, as a scrape sees them."""
    content, media_type = metrics.exposition()
    assert media_type.startswith("text/plain")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(content.decode())
        for sample in family.samples
        if not sample.name.endswith("_created")
    }
