"""Working time: intervals by weekday, dated exceptions and public holidays in a time zone."""
