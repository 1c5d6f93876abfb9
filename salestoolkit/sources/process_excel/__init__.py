"""A sales process as an Excel workbook that people edit, and back."""

from salestoolkit.sources.process_excel.read import from_excel
from salestoolkit.sources.process_excel.write import to_excel

__all__ = ["from_excel", "to_excel"]
