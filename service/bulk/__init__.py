"""Records by the thousand: CSV files with Salesforce names, in and out."""
