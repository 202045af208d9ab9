"""Who: accounts, the ideal customer profile, and the fit of one with the other. Pure: bytes in, values out."""
