"""ipywidgets around headless functions."""
