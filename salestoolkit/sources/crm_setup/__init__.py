"""A CRM's pipelines and stages: read into a sales process, and changed to what a process says."""
