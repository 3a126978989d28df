"""The legal-aid case: help by an accredited body, from the application to the closing letter."""
