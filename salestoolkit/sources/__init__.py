"""Reading and writing: CRM exports, content, a team's own files."""
