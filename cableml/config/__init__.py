"""Wing: a config file to frozen settings, every problem with its line."""
