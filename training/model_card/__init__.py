"""The model card: one page, in Chinese and English, for whoever must decide whether to trust a model."""
