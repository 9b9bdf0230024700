"""Search: built pages in, an index for the reader's browser out; docs/assets/javascripts/search-*.js reads it."""
