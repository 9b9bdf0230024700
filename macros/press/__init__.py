"""Built HTML in, documents out: print pages, PDF, EPUB. This room knows neither MkDocs nor the model."""
