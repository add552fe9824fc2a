"""What controllers did, written down as events, as client-go's recorder does."""
