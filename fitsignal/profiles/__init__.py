"""The profile at the front door: lists in, `icp.toml`, sheets and tables out."""
