"""The engine: decides who goes where when, and says why, how fairly and how well."""
