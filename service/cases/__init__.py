"""Cases: what a customer asked for, about which assets, by when, and how it went."""
