"""What comes in: messages of every channel, kept whatever they are, identified, and made into cases."""
