"""gilviz beside other tools that one could use to see the GIL, on the same job: what each saw, and what it cost."""
