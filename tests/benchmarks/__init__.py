"""How fast, how big: the goals of the project measured side by side in one run. `make bench` runs them."""
