"""FI cards: payments in (catalogue row 2), and the line on our own cards."""
