"""What may be written down, as plain functions: names, numbers, places, dates. No tables are asked."""
