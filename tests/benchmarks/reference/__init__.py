"""The truth from outside, to hold gilviz's lanes against: who had the GIL and who had a core, told by the kernel."""
