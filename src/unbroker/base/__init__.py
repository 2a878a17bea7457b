"""Words of no domain: places in files, problems, files, YAML sources, countries."""
