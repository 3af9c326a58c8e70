"""Where workbooks live: the protocol that every kind of place fulfils, and one package per kind."""
