"""The catalogue's migrations, run by `ingest.catalogue.open_catalogue`."""
