"""Reading a requirement: from what a person wrote to values in the schema's units."""
