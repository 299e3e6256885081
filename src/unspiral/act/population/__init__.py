"""The loop as episodes in a population: exact forward equation, persons in continuous time, policies, calibration."""
