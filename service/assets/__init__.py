"""Accounts, products, orders, and the assets that are born when a delivery is confirmed, with their warranties."""
