"""icp report: the profile, proved, on one page that a sales leader would show."""
