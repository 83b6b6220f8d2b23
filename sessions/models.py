"""Programmes, their dates, bookings and the register."""
