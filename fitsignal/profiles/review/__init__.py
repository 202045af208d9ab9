"""icp review: the quarter's stories against the profile, and changes accepted with their reasons."""
