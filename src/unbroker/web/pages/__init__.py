"""The places of the page, one module each: `SHOWS` is what is looked at, `DOES` what is sent; both by path."""
