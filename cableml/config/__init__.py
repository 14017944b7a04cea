"""Wing: a config file to frozen settings, with a line number for every problem."""
