"""Planning: records become a problem, a plan becomes records, in runs over days and in single assignments."""
