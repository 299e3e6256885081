"""The web app for one person, on their own machine."""
