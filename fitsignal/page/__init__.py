"""The status page: `GET /` for the people who run a workspace, behind a link that signs in."""
