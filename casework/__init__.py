"""The office: what every case has in common."""
