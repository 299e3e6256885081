"""Everybody's data in: files of apps, phones, clinics and studies become one diary."""
