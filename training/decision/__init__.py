"""Learns the one decision of the engine: from features of a candidate to the probability that its outlet says so."""
