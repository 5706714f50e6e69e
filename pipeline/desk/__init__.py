"""What a page may ask of the pipeline: reading a draft, bringing in files, trying a rule. Pages know nothing else of it
but the store of what people write."""
