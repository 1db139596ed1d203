"""Figures for the README, each measured beside its yardstick in one run: `make bench`."""
