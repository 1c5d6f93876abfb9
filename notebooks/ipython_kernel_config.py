"""Read by every kernel of the environment: lessons then say errors in sentences (docs/decisions/0023)."""

c = get_config()  # noqa: F821  # given by traitlets, which runs this file
c.InteractiveShellApp.extensions.append("salestoolkit.lessons.cell_order")
