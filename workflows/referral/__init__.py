"""The referral: work asked of another body while the case stays where it is."""
