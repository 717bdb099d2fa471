"""Row 19: payouts are set off against what the payee owes the authority, before they leave."""
