"""The main window itself: what stands where around the picture, every command with its menu and key, and what is remembered."""
