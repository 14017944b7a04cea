"""Floor 6: gold and predicted labels to a report."""
