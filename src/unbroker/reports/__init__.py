"""Reports: what the cases say, as bytes for a calendar, a spreadsheet, a reader or a regulator."""
