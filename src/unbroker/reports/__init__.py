"""Reports: the cases, as files for a calendar, a spreadsheet, a reader or a regulator."""
