"""Its place makes `support` importable from every folder of tests."""
