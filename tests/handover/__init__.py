"""What happens when a case leaves one hand for another."""
