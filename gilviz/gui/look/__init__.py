"""What everything in the window is dressed in: themes as Qt sees them, symbols, and the few kinds of widget that Qt lacks."""
