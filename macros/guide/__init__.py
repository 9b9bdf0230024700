"""The model of the guide: pages, data files and the graph of topics, read from files and checked.

Pure Python: this room imports the standard library and yaml only, so that any site generator can use it.
"""
