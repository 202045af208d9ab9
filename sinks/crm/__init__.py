"""What CRMs tell, kept in the store: their records, the accounts made of them, and deals."""
