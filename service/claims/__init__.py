"""Claims: what a customer asks for under a warranty, what it covers, who decides, and what is paid."""
