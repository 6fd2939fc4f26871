"""Telling people and machines: notifications inside, and an outbox for what leaves by mail and webhook."""
