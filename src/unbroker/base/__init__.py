"""The base, without words of the domain: places in files, problems, files, YAML sources, countries."""
