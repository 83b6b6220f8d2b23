"""The demo's story, told through the services: what you see was booked, given up, offered and reviewed for real."""
