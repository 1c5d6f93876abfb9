"""Names of the files in a deal book's folder that others than its readers must know."""

RECORD = "import.json"
"""What was imported, and for each table its file, named by a hash of its content."""
PROCESS = "process.toml"
FORECASTS = "forecasts.csv"
"""One row a forecast: see `salestoolkit.core.forecast_kept.KeptForecast`."""
FORECAST_DEALS = "forecast_deals.csv"
"""Values of the open deals on the days on which forecasts were kept."""
