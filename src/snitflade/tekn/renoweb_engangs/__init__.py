"""RenoWeb's one-off transfer (row 38): customers, addresses, services, prices and agreements as five files and a list of them."""
