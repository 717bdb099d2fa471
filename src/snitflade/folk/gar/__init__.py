"""GAR, Grønlands Adresseregister: the authorised addresses, fetched weekly (catalogue row 10, gar.md)."""
