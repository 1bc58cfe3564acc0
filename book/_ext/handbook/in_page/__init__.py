"""What runs in the reader's browser, in Python: nothing here is imported by the build."""
