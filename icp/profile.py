"""The ideal customer profile: its models and the reading of its document, in one place for those who use them."""

from icp.profile_model import Criterion, Document, Profile, Role, Rule, Tier, Tiers
from icp.profile_reading import parse_profile, parse_profiles

__all__ = ["Criterion", "Document", "Profile", "Role", "Rule", "Tier", "Tiers", "parse_profile", "parse_profiles"]
