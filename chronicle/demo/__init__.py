"""A site to try the desk on, made in seconds and thrown away: ``./run demo``."""
