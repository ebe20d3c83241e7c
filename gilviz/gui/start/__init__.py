"""How a window begins and ends: what may be asked of it, what forbids it, what stops it, and who hears of what nobody caught."""
