"""One behaviour a file. What a scenario may say of itself stands in harness/scenario.py."""
