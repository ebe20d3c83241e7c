"""What the pictures look like, as numbers and arrays: colours, geometry, pixels. No Qt in here."""
